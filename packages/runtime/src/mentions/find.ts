/** Of more the rest is words only. */
const limit = 30;
const longest = 1_000;
/** After a blank or an opening sign: an address is no mention. In quotes if there are blanks in it. */
const mention = /(?<![^\s([{<"'`])@(?:"([^"\n]+)"|([^\s"@]+))/g;
/** What may stand behind a name in a sentence, and in one. */
const afterwards = /[.,;:!?)\]}>'`]+$/;

/** What a text may mention, each as the spellings to be tried, the longest first. */
export function mentionsIn(text: string): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const [, quoted, plain] of text.matchAll(mention)) {
    const spelled = quoted ?? plain ?? '';
    const bare = spelled.replace(afterwards, '');
    const spellings = quoted !== undefined || bare === spelled ? [spelled] : [spelled, bare];
    if (bare !== '' && spelled.length <= longest) found.set(spelled, spellings);
    if (found.size >= limit) break;
  }
  return [...found.values()];
}
