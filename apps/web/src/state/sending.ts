import { type CommandId, defaultTitle, type ProjectId, type ThreadId } from '@plumbline/lifecycle';
import { drafts } from './drafts.ts';
import { toProblem } from './problem.ts';
import { newCommandId, port } from './workbench.ts';

/**
 * Sends a text, which is kept until the server has it (rule 32). `keepDraft`: it is not what stands in the composer, so
 * that stays.
 */
export async function send(threadId: ThreadId, text: string, { keepDraft = false } = {}): Promise<void> {
  const commandId = newCommandId();
  drafts.sending(threadId, { commandId, text }, keepDraft);
  await deliver(threadId, commandId, text);
}

/** Sends a failed message again. After a lost answer it is the same command, so that it cannot arrive twice (rule 27). */
export async function sendAgain(threadId: ThreadId, failed: { commandId: CommandId; text: string; lost: boolean }): Promise<void> {
  const commandId = failed.lost ? failed.commandId : newCommandId();
  drafts.retrying(threadId, failed.commandId, commandId);
  await deliver(threadId, commandId, failed.text);
}

async function deliver(threadId: ThreadId, commandId: CommandId, text: string): Promise<void> {
  try {
    await port().startTurn({ threadId, text, commandId });
    drafts.done(threadId, commandId);
  } catch (error) {
    drafts.failed(threadId, commandId, toProblem(error));
  }
}

/** Makes a thread and sends its first message. Throws when no thread could be made; a failed send is shown on the thread. */
export async function startThread(choice: { projectId: ProjectId; provider: string; model: string }, text: string): Promise<ThreadId> {
  const { threadId } = await port().createThread({ ...choice, title: titleOf(text), commandId: newCommandId() });
  void send(threadId, text);
  return threadId;
}

const titleLength = 60;

/** The first line of the first message, so that threads can be told apart at once; the user can rename it. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? '';
  if (line === '') return defaultTitle;
  if (line.length <= titleLength) return line;
  const cut = line.slice(0, titleLength);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > titleLength / 2 ? space : titleLength)}…`;
}
