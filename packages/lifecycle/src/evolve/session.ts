import type { Millis } from '../ids.ts';
import type { Session, SessionMarks, ThreadState } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';

/** What stands beside the status, whatever the status. */
export function marksOf(session: Session): SessionMarks {
  return without(session as Session & { bound?: boolean; pendingTurnId?: string; activeTurnId?: string }, ...statusKeys);
}

const statusKeys = ['status', 'bound', 'pendingTurnId', 'activeTurnId'] as const;

/** Whether the provider session of this epoch may be used. */
export function isBound(session: Session): boolean {
  switch (session.status) {
    case 'stopped':
      return false;
    case 'ready':
    case 'running':
      return true;
    case 'starting':
    case 'error':
      return session.bound;
  }
}

export function starting(state: ThreadState, { fresh }: Of<'session.starting'>): ThreadState {
  if (state.turn || isBound(state.session)) return state;
  return { ...state, session: { ...marksOf(state.session), ...(fresh ? { fresh } : {}), status: 'starting', bound: false } };
}

export function bound(state: ThreadState, event: Of<'session.bound'>): ThreadState {
  const { session: before } = state;
  if (before.status === 'running') return state;
  const marks = without(marksOf(before), 'lastError', 'draining', 'unverifiedSince', 'quietSince', 'fresh');
  const pending = state.turn ? { pendingTurnId: state.turn.turnId } : {};
  const session: Session = { ...marks, epoch: event.epoch, status: 'starting', bound: true, ...pending };
  return { ...without(state, 'tasks'), session };
}

/** At rest; with a turn pending it only ends the draining (rule 13). */
export function ready(state: ThreadState): ThreadState {
  if (state.turn) return { ...state, session: without(state.session, 'draining', 'unverifiedSince') };
  if (!isBound(state.session)) return state;
  const marks = without(marksOf(state.session), 'draining', 'unverifiedSince', 'quietSince');
  return { ...state, session: { ...marks, status: 'ready' } };
}

export function stopRequested(state: ThreadState, at: Millis): ThreadState {
  if (state.session.stopRequestedAt !== undefined) return state;
  return { ...state, session: { ...state.session, stopRequestedAt: at } };
}

/** Rule 10: the session and its state stay, with the reason. */
export function stopFailed(state: ThreadState, event: Of<'session.stop-failed'>): ThreadState {
  return { ...state, session: { ...without(state.session, 'stopRequestedAt'), lastError: event.failure } };
}

/** Only without a turn: a live one is ended by its own `turn.settled` (rule 2). */
export function stopped(state: ThreadState, event: Of<'session.stopped'>): ThreadState {
  if (state.turn) return state;
  return { ...without(state, 'tasks'), session: stoppedSession(state.session, event.failure) };
}

export function failed(state: ThreadState, event: Of<'session.failed'>): ThreadState {
  if (state.turn) return state;
  const marks = without(marksOf(state.session), 'unverifiedSince', 'quietSince');
  const left = event.bound ? state : without(state, 'tasks');
  return { ...left, session: { ...marks, status: 'error', bound: event.bound, lastError: event.failure } };
}

/** What outlives a binding: the epoch, the last error and a choice that no bind has followed yet. */
export function stoppedSession(session: Session, failure: Of<'session.stopped'>['failure']): Session {
  const lastError = failure ?? session.lastError;
  return { status: 'stopped', epoch: session.epoch, ...(lastError ? { lastError } : {}), ...(session.fresh ? { fresh: true } : {}) };
}
