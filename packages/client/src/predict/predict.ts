import type { CommandId, ThreadId } from '@plumbline/lifecycle';
import { type Client, deskOf } from '../create-client.ts';
import { Predictor } from './predictor.ts';
import type { Answer, Wish } from './wish.ts';

/**
 * Sends a command, and shows at once what it will do to everybody who follows the thread with this client (rule 31). It is
 * confirmed by the server's events or rolled back. Throws TRPCClientError; the failure is also kept in `failed` of what
 * followThread yields. The same `commandId` is the same command (rule 27).
 */
export function predict(client: Client, threadId: string, wish: Wish, commandId: string = crypto.randomUUID()): Promise<Answer> {
  return deskOf(client).ask(threadId as ThreadId, commandId as CommandId, wish, () => new Predictor());
}

/**
 * Asks a failed wish again. After a lost answer it is the same command, so that it cannot be done twice (rule 27). Throws like
 * `predict`, after which it is kept again; resolves to null when there is no such failure.
 */
export async function retry(client: Client, threadId: string, commandId: string): Promise<Answer | null> {
  const failed = deskOf(client).take(threadId as ThreadId, commandId as CommandId);
  if (!failed) return null;
  return predict(client, threadId, failed.wish, failed.failure.reason === null ? failed.commandId : undefined);
}

/** Gives a failed wish up. */
export function dismiss(client: Client, threadId: string, commandId: string): void {
  deskOf(client).take(threadId as ThreadId, commandId as CommandId);
}
