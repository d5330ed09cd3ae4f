import type { Attachment, CommandId, Delivery, ProjectId, QueuedMessage, ThreadId, TurnId } from '@plumbline/lifecycle';
import { drafts, type Outgoing } from './drafts.ts';
import { toProblem } from './problem.ts';
import type { Prompt } from './turns.ts';
import { newCommandId, port } from './workbench.ts';

export interface SendOptions {
  readonly keepDraft?: boolean;
  readonly delivery?: Delivery;
  readonly attachments?: readonly Attachment[];
}

/**
 * Sends a text, which is kept until the server has it (rule 32). `keepDraft`: it is not what stands in the composer, so
 * that stays.
 */
export async function send(
  threadId: ThreadId,
  text: string,
  { keepDraft = false, delivery, attachments = [] }: SendOptions = {},
): Promise<void> {
  const outgoing = { commandId: newCommandId(), text, attachments, ...(delivery && { delivery }) };
  drafts.sending(threadId, outgoing, keepDraft);
  await deliver(threadId, outgoing);
}

/** Sends a failed message again. After a lost answer it is the same command, so that it cannot arrive twice (rule 27). */
export async function sendAgain(threadId: ThreadId, failed: Outgoing & { readonly lost: boolean }): Promise<void> {
  const { lost, problem: _gone, ...message } = failed;
  const commandId: CommandId = lost ? failed.commandId : newCommandId();
  drafts.retrying(threadId, failed.commandId, commandId);
  await deliver(threadId, { ...message, commandId });
}

type ReturnedMessage = Pick<QueuedMessage, 'messageId' | 'text' | 'attachments'>;

/**
 * Sends a returned message again. It leaves its old place first, so that two tabs cannot both send it; its text is kept meanwhile.
 * Throws when it was gone from there.
 */
export async function sendReturned(threadId: ThreadId, { messageId, text, attachments }: ReturnedMessage): Promise<void> {
  const outgoing = { commandId: newCommandId(), text, attachments };
  drafts.sending(threadId, outgoing, true);
  try {
    await port().removeQueued(threadId, messageId);
  } catch (error) {
    drafts.done(threadId, outgoing.commandId);
    throw error;
  }
  await deliver(threadId, outgoing);
}

async function deliver(threadId: ThreadId, { commandId, text, attachments = [], delivery }: Outgoing): Promise<void> {
  try {
    await port().startTurn({ threadId, text, attachments, commandId, ...(delivery && { delivery }) });
    drafts.done(threadId, commandId);
  } catch (error) {
    drafts.failed(threadId, commandId, toProblem(error));
  }
}

/** Sends what was asked there anew, in a fork that ends before that turn. Throws when there could be no fork. */
export async function sendInFork(threadId: ThreadId, turnId: TurnId, { text, attachments = [] }: Prompt): Promise<ThreadId> {
  const fork = await port().fork(threadId, { turnId, before: true });
  void send(fork, text, { attachments });
  return fork;
}

/** With what a thread begins. */
export interface Beginning {
  readonly projectId: ProjectId;
  readonly provider: string;
  readonly model: string;
  readonly agent?: string | undefined;
  readonly access?: string | undefined;
}

/** Makes a thread and sends its first message. Throws when no thread could be made; a failed send is shown on the thread. */
export async function startThread(
  { agent, access, ...choice }: Beginning,
  text: string,
  attachments: readonly Attachment[],
): Promise<ThreadId> {
  const manner = { ...(agent && { agent }), ...(access && { access }) };
  const { threadId } = await port().createThread({ ...choice, ...manner, commandId: newCommandId() });
  void send(threadId, text, { attachments });
  return threadId;
}
