import type { LiveMessage, ThreadId } from '@plumbline/lifecycle';
import type { Client } from '../create-client.ts';

export interface LiveInput {
  readonly threadId: ThreadId | null;
  readonly cursor: string | null;
}

/**
 * Follows `live` until it ends: resolves when the server ends it or `signal` aborts, rejects on any error. It never comes
 * back by itself, so that the waiting times between tries are ours, whatever the EventSource would do.
 */
export function subscribeOnce(
  client: Client,
  { threadId, cursor }: LiveInput,
  signal: AbortSignal,
  heard: (cursor: string, messages: readonly LiveMessage[]) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      subscription.unsubscribe();
      settle();
    };
    const onAbort = () => end(resolve);
    signal.addEventListener('abort', onAbort, { once: true });
    const input = { ...(threadId !== null && { threadId }), ...(cursor !== null && { lastEventId: cursor }) };
    const subscription = client.live.subscribe(input, {
      onData: ({ id, data }) => heard(id, data),
      onError: (error) => end(() => reject(error)),
      onComplete: () => end(resolve),
      onConnectionStateChange: (state) => {
        if (state.state !== 'connecting' || state.error === null) return;
        const { error } = state;
        queueMicrotask(() => end(() => reject(error)));
      },
    });
  });
}
