import type { ThreadEvent } from '../events.ts';
import type { ThreadState } from '../state.ts';
import { defaultTitle } from './thread.ts';

/** A title that is made of a message, in UTF-16 units: longer ones are cut in every list anyway. */
const cutAt = 60;

/**
 * Names a thread that nobody has named, by its first message, so that threads can be told apart at once. The name stays a
 * default: one by the user or the provider beats it (rule 36).
 */
export function namedBy(state: ThreadState, text: string): readonly ThreadEvent[] {
  if (state.titleSource !== 'default' || state.title !== defaultTitle || state.turnCount > 0) return [];
  const title = titleOf(text);
  return title === '' ? [] : [{ type: 'thread.renamed', title, source: 'default' }];
}

/** The first line that says something, on one line, cut at a word. */
export function titleOf(text: string): string {
  const line =
    text
      .trimStart()
      .split('\n', 1)[0]
      ?.slice(0, 4 * cutAt)
      .replace(/\s+/g, ' ')
      .trim() ?? '';
  if (line.length <= cutAt) return line;
  const whole = line.charCodeAt(cutAt - 1) >= 0xd800 && line.charCodeAt(cutAt - 1) <= 0xdbff ? cutAt - 1 : cutAt;
  const cut = line.slice(0, whole);
  const space = cut.lastIndexOf(' ');
  return `${space > cutAt / 2 ? cut.slice(0, space) : cut.trimEnd()}…`;
}
