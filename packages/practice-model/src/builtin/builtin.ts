import type { Conversation } from '../completions/conversation.ts';
import type { Action } from '../script/action.ts';
import type { PracticePrompt } from './prompts.ts';

/** A script for people: unlike a test's script it looks at what its tools gave back. */
export interface Builtin {
  readonly name: PracticePrompt['name'];
  /** Matches the first line of a prompt, in lower case and without punctuation. */
  readonly pattern: RegExp;
  /** Tools without which it makes no sense. */
  readonly needs: readonly string[];
  /** What to do in the call at `conversation.step`. */
  play(conversation: Conversation): readonly Action[];
}

/** Text at the pace of a quick reader. */
export function say(words: string): Action {
  return { kind: 'text', text: words, chunk: 8, paceMs: 25 };
}

/** The output of the newest call of a tool; with `where`, of the newest one whose arguments fit. */
export function outputOf(
  conversation: Conversation,
  tool: string,
  where: (args: { readonly [name: string]: unknown }) => boolean = () => true,
): string | undefined {
  return conversation.results.findLast((result) => result.tool === tool && where(result.args))?.output;
}

/** A path in the agent's directory; relative if the agent did not tell its directory. */
export function pathIn(conversation: Conversation, name: string): string {
  return conversation.directory === undefined ? name : `${conversation.directory.replace(/\/$/, '')}/${name}`;
}

/** A fenced block that no fence inside of `words` can close, cut to 1,500 characters. */
export function fenced(words: string): string {
  const cut = words.length > 1_500 ? `${words.slice(0, 1_500)}\n…` : words;
  const longest = Math.max(2, ...(cut.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${cut.trimEnd()}\n${fence}`;
}
