import { endOfObject, findScriptText } from '../script/find.ts';
import { isObject } from '../script/shape.ts';
import type { Message } from './request.ts';

/** The prompt that is being answered, how many calls it has had, and what its tools gave back. */
export interface Conversation {
  /** What the user wrote, without reminders that the agent put around it. Empty if there is no user message. */
  readonly prompt: string;
  /** Number of calls answered so far: the index of the step to play. */
  readonly step: number;
  readonly results: readonly ToolResult[];
  /** The directory the agent works in, if it told. */
  readonly directory: string | undefined;
}

export interface ToolResult {
  readonly tool: string;
  readonly args: { readonly [name: string]: unknown };
  readonly output: string;
}

/**
 * Reads the state of the turn from the messages alone, so that a restart of this server loses nothing.
 *
 * The prompt is the newest user message that the user wrote. Agents add user messages of their own (after a compaction, for
 * attachments); those are passed over. A compaction takes the prompt out of the conversation, so our summary carries it on.
 * Empty assistant messages are what is left of dropped attempts, and are no steps.
 */
export function readConversation(messages: readonly Message[]): Conversation {
  const { prompt, base, index } = findPrompt(messages);
  const after = messages.slice(index + 1);
  const answered = after.filter((message) => message.role === 'assistant' && (message.text !== '' || message.calls.length > 0));
  return {
    prompt,
    step: base + answered.length,
    results: after.flatMap((message) => toolResults(message, after)),
    directory: findDirectory(messages),
  };
}

function findPrompt(messages: readonly Message[]): { prompt: string; base: number; index: number } {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (message?.role === 'user' && !isSynthetic(message.text)) return { prompt: withoutReminders(message.text), base: 0, index };
    const carried = message?.role === 'assistant' ? readResume(message.text) : undefined;
    if (carried) return { prompt: carried.prompt, base: carried.step, index };
  }
  return { prompt: '', base: 0, index: messages.length - 1 };
}

/** Openings of the user messages that OpenCode 1.18 writes by itself. */
const syntheticOpenings = [
  'Continue if you have next steps',
  "The previous request exceeded the provider's size limit",
  'Summarize the task tool output above',
  'Attached image(s) from tool result',
];

function isSynthetic(text: string): boolean {
  if (findScriptText(text) !== undefined) return false;
  const own = withoutReminders(text);
  return own === '' || syntheticOpenings.some((opening) => own.startsWith(opening));
}

/** The reminder tags go, unless a script stands inside of them: a message sent while a turn runs arrives in such a tag. */
function withoutReminders(text: string): string {
  if (findScriptText(text) !== undefined) return text;
  return text.replace(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '').trim();
}

function toolResults(message: Message, all: readonly Message[]): ToolResult[] {
  return message.calls.flatMap((call) => {
    const answer = all.find((other) => other.role === 'tool' && other.callId === call.id);
    return answer ? [{ tool: call.tool, args: parseArgs(call.args), output: answer.text }] : [];
  });
}

function parseArgs(args: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(args);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** OpenCode's system prompt names it on a line of its own. */
function findDirectory(messages: readonly Message[]): string | undefined {
  for (const message of messages) {
    const found = message.role === 'system' ? /^\s*Working directory: (\/.*?)\s*$/m.exec(message.text) : null;
    if (found?.[1]) return found[1];
  }
  return undefined;
}

const resumeMark = 'practice-resume: ';

/** The line of a summary that carries a prompt and its step over a compaction. */
export function writeResume(prompt: string, step: number): string {
  return `${resumeMark}${JSON.stringify({ prompt, step })}`;
}

/** Reads what `writeResume` wrote, wherever it stands in the text; the newest one wins. */
export function readResume(text: string): { prompt: string; step: number } | undefined {
  const at = text.lastIndexOf(`${resumeMark}{`);
  if (at < 0) return undefined;
  const start = at + resumeMark.length;
  const { prompt, step } = parseArgs(text.slice(start, endOfObject(text, start)));
  return typeof prompt === 'string' && typeof step === 'number' ? { prompt, step } : undefined;
}
