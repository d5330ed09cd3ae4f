import { isBound } from './evolve/session.ts';
import { nextMessage } from './queue.ts';
import type { ThreadState } from './state.ts';

/**
 * Rule 20: nothing lives in the session and nothing is about to. It may be let go once the provider, asked at that moment, is
 * idle; the next message binds it again.
 */
export function releasable(state: ThreadState): boolean {
  const { session, turn, tasks } = state;
  if (!isBound(session) || session.status === 'starting' || session.draining || session.stopRequestedAt !== undefined) return false;
  return turn === undefined && tasks === undefined && !state.rewind?.asked && nextMessage(state) === undefined;
}
