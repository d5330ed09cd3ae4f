import type { ThreadId, TurnId } from '@plumbline/lifecycle';
import type { Bench } from './harness.ts';

/** A message and its answer, to the end. */
export async function answeredTurn(bench: Bench, thread: ThreadId, text: string): Promise<TurnId> {
  const { provider } = bench;
  const before = (await bench.get(thread)).turns.length;
  const { messageId } = await bench.send(thread, text);
  await bench.until(thread, ({ session }) => session.status === 'running');
  const binding = [...provider.sessions.values()].find(({ prompts }) => messageId !== undefined && prompts.has(messageId))?.binding;
  if (!binding || messageId === undefined) throw new Error('nobody has the message');
  provider.close(binding, messageId, `part of ${messageId}`, `Answer to ${text}`);
  provider.complete(binding);
  const done = await bench.until(thread, ({ turns, session }) => turns.length === before + 1 && session.status === 'ready');
  return done.turns.at(-1)?.turnId as TurnId;
}
