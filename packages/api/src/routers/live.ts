import { tracked } from '@trpc/server';
import * as schema from '../input.ts';
import { present } from '../present.ts';
import { procedure } from '../trpc.ts';
import { joinSignals } from './join-signals.ts';

/**
 * The one stream: events and text of the open thread, and the latest state of every thread that changed. It ends when the
 * reader leaves, the server shuts down or the reader's session is revoked; what it holds is a cursor, not a queue.
 */
export const live = procedure.input(schema.live).subscription(async function* ({ ctx, input, signal }) {
  const joined = joinSignals([signal, ctx.runtime.shutdown, ctx.authEnds]);
  const from = present({ threadId: input?.threadId, cursor: input?.lastEventId ?? undefined });
  try {
    for await (const { cursor, messages } of ctx.runtime.live(from, joined.signal)) {
      if (joined.signal.aborted) return;
      yield tracked(cursor, messages);
    }
  } catch (error) {
    if (!joined.signal.aborted) throw error;
  } finally {
    joined.dispose();
  }
});
