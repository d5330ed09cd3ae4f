import { canonical } from '../canonical.ts';
import { type Draft, ignored } from '../draft.ts';
import { isBound } from '../evolve/session.ts';
import { defaultFailure, loseTasks } from '../settle.ts';
import type { Ingested, Owner, Signal } from '../signals.ts';
import { failUntold, neverTold } from './rewind.ts';

/** The binding stands, in its new epoch: with a turn pending deliver now, else at rest. */
export function bind(draft: Draft, signal: Signal): Ingested {
  if (signal.kind !== 'bound') return ignored('unchanged');
  draft.add({ type: 'session.bound', epoch: signal.epoch, resumed: signal.resumed });
  if (!draft.state.turn) draft.add({ type: 'session.ready' });
  return draft.ingested();
}

/** The binding ended without a live turn. A stop that was under way has then succeeded (rule 10). */
export function stopSession(draft: Draft, signal: Signal): Ingested {
  const told = signal.kind === 'exited' ? signal.cause : signal.kind === 'stop-escalated' ? 'deadline' : 'user';
  const cause = draft.state.session.stopRequestedAt === undefined ? told : 'user';
  const failure = cause !== 'user' && signal.kind === 'exited' ? signal.failure : undefined;
  loseTasks(draft);
  failUntold(draft, failure ?? neverTold);
  return draft.add({ type: 'session.stopped', cause, ...(failure ? { failure } : {}) }).ingested();
}

/** A failure without a live turn: of the bind under way, or one that the bound session reports. */
export function failSession(draft: Draft, signal: Signal): Ingested {
  const { session } = draft.state;
  const failure = 'failure' in signal && signal.failure ? signal.failure : defaultFailure('START_DEADLINE');
  if (signal.kind !== 'error-reported') {
    if (session.status !== 'starting' || session.bound) return ignored('no-turn');
    failUntold(draft, failure);
    return draft.add({ type: 'session.failed', failure, bound: false }).ingested();
  }
  if (!isBound(session)) return ignored('no-turn');
  if (session.draining) return draft.ask('observe').ingested();
  if (session.status === 'error' && canonical(session.lastError) === canonical(failure)) return ignored('unchanged');
  return draft.add({ type: 'session.failed', failure, bound: true }).ingested();
}

/** Rule 18: work that nobody here asked for becomes a turn that can be stopped; of a stopped turn it is an alarm. */
export function adopt(draft: Draft, signal: Signal, owner: Owner): Ingested {
  const { session } = draft.state;
  if (signal.kind !== 'foreign-work' || !isBound(session)) return ignored('no-turn');
  if (owner.stoppedByUser || session.draining || session.stopRequestedAt !== undefined) return ignored('stopped-turn-work', 'abort');
  draft.add({ type: 'turn.requested', turnId: signal.freshTurnId, origin: 'provider' });
  return draft.add({ type: 'turn.started', turnId: signal.freshTurnId, epoch: session.epoch }).ingested();
}
