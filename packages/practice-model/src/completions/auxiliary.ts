import { readResume, writeResume } from './conversation.ts';
import type { ChatRequest } from './request.ts';

/** A call that the agent makes for itself. It repeats the user's text and would match a script, so it is looked for first. */
export type Auxiliary = 'title' | 'compaction' | 'other';

/** A request without tools is auxiliary; OpenCode's system prompts say of which kind. */
export function auxiliaryKind(request: ChatRequest): Auxiliary | undefined {
  if (request.tools.length > 0) return undefined;
  const system = request.messages.find((message) => message.role === 'system')?.text ?? '';
  if (/title generator/i.test(system)) return 'title';
  if (/summariz|compact/i.test(system)) return 'compaction';
  return 'other';
}

/** A title of the prompt's own first words. */
export function titleOf(prompt: string, scriptKey: string | undefined): string {
  if (scriptKey !== undefined) return `Practice script ${scriptKey}`;
  const words = (prompt.split('\n').find((line) => line.trim() !== '') ?? '').trim();
  if (words === '') return 'Practice';
  if (words.length <= 50) return words;
  const cut = words.slice(0, 50);
  return `${cut.slice(0, cut.lastIndexOf(' ') > 20 ? cut.lastIndexOf(' ') : 50)}…`;
}

/** The turn that a compaction interrupts, read from the conversation that it is asked to summarise. */
export interface CompactedTurn {
  readonly prompt: string;
  readonly step: number;
}

/**
 * OpenCode writes the conversation into one user message: blocks that begin with `[User]: ` or `[Assistant…]: `, and the
 * summary before it, if there was one. Each block of the assistant after the newest prompt is a step.
 */
export function compactedTurn(request: ChatRequest): CompactedTurn {
  const told = request.messages.filter((message) => message.role === 'user').at(-1)?.text ?? '';
  const before = readResume(told);
  const conversation = /<conversation>\n([\s\S]*)\n<\/conversation>/.exec(told)?.[1] ?? told;
  const [opening = '', ...turns] = conversation.split(/(?:^|\n\n)\[User\]: /);
  const turn = turns.findLast((each) => !/^(Continue if you have next steps|The previous request exceeded)/.test(each));
  const tail = turn === undefined ? conversation : turns.slice(turns.lastIndexOf(turn)).join('\n\n');
  const steps = tail.split(/\n\n\[Assistant[^\]\n]*\]: /).length - 1;
  if (turn !== undefined) return { prompt: (turn.split(/\n\n\[Assistant[^\]\n]*\]: /)[0] ?? '').trim(), step: steps };
  return before ? { prompt: before.prompt, step: before.step + steps } : { prompt: opening.trim(), step: steps };
}

/** A summary in words, and the line by which the turn goes on after it. */
export function summaryOf(turn: CompactedTurn): string {
  return [
    '## Goal',
    `- ${titleOf(turn.prompt, undefined)}`,
    '',
    '## Progress',
    `- Practice had answered ${turn.step} ${turn.step === 1 ? 'call' : 'calls'} for the newest prompt.`,
    '',
    writeResume(turn.prompt, turn.step),
  ].join('\n');
}
