/** What is being written that a list can complete, and where it begins. */
export interface Trigger {
  readonly kind: 'file' | 'command';
  /** Index of its sign, `@` or `/`. */
  readonly from: number;
  /** What stands between the sign and the caret. */
  readonly query: string;
}

const longest = 200;

/** Null: nothing there can be completed. `caret`: where one writes; with a selection there is none (-1). */
export function triggerAt(text: string, caret: number): Trigger | null {
  if (caret < 1) return null;
  const line = text.slice(Math.max(0, caret - longest), caret);
  const command = /^\s*\/(\S*)$/.exec(text.slice(0, Math.min(caret, longest)));
  if (command && caret <= longest) return { kind: 'command', from: caret - 1 - (command[1] ?? '').length, query: command[1] ?? '' };
  const file = /(?:^|[\s([{<"'`])@(?:"([^"\n]*)|([^\s"@]*))$/.exec(line);
  if (!file) return null;
  const query = file[1] ?? file[2] ?? '';
  const sign = file[1] === undefined ? 1 : 2;
  return { kind: 'file', from: caret - query.length - sign, query };
}

/** How a file is mentioned in a text. */
export function mentionOf(path: string): string {
  return /\s/.test(path) ? `@"${path}" ` : `@${path} `;
}
