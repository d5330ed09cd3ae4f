/** Pieces of Markdown in which a text cannot break out of its place. */

const marks = /[\\`*_[\]<>#|~]/g;

/** On one line, with nothing of it read as a mark. */
export function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replaceAll(marks, '\\$&');
}

export function quoted(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** Its fence is longer than any within it. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

/** A text that was cut off within a code block would take what follows into it. */
export function wellEnded(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (!fence) continue;
    const [, run = '', rest = ''] = fence;
    if (open === undefined) open = run;
    else if (run[0] === open[0] && run.length >= open.length && rest.trim() === '') open = undefined;
  }
  return open === undefined ? text.trimEnd() : `${text.trimEnd()}\n${open}`;
}
