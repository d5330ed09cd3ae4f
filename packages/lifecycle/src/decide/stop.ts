import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import { isBound } from '../evolve/session.ts';
import type { Millis } from '../ids.ts';
import { handedOver, holdIfWaiting, queueUnsent } from '../queue.ts';
import { settleTurn } from '../settle.ts';
import { pendingTable } from '../settlement.ts';
import type { StopMark, ThreadState } from '../state.ts';
import { accepted, already, archivedRefusal } from './refuse.ts';
import { stopTasks } from './task.ts';
import { blockedByWork } from './thread.ts';

type Interrupt = Extract<Command, { type: 'thread.turn.interrupt' }>;

/** Rule 8: works in every state, needs no turn id; ten have the effect of one. With no turn it stops the tasks. */
export function interrupt(state: ThreadState, command: Interrupt, now: Millis): Decided {
  const { seenVersion, by } = command;
  const { turn } = state;
  if (turn && seenVersion !== undefined && turn.requestedVersion > seenVersion) return already;
  const draft = new Draft(state, now);
  stopTurn(draft, by, seenVersion);
  if (!turn && (seenVersion ?? state.version) >= (state.settledVersion ?? 0)) stopTasks(draft);
  return accepted(draft.events);
}

/** Stops the live turn, if any, and holds what waits. */
export function stopTurn(draft: Draft, by: StopMark['by'], seenVersion?: number): void {
  const { turn } = draft.state;
  if (turn && !turn.stop) {
    if (turn.state === 'pending' && !handedOver(draft.state)) cancelStart(draft, by);
    else draft.add({ type: 'turn.stop-requested', turnId: turn.turnId, by, outcome: 'interrupted' });
    queueUnsent(draft);
  }
  holdIfWaiting(draft, by === 'archive' ? 'archived' : 'interrupted', 'all', seenVersion);
}

/** Rule 11: nothing was handed over, so nobody has to be asked. */
function cancelStart(draft: Draft, by: StopMark['by']): void {
  const row = pendingTable['start-cancelled'];
  if (row.do !== 'settle') return;
  settleTurn(draft, { row: by === 'archive' ? { ...row, message: 'archived' } : row, seen: 'no' }, {});
}

/**
 * Stops the session, its turn first. `force` is the runtime's: it kills the process and tells the rules with `exited` or
 * `stop-escalated`. Having no binding is a successful stop (rule 10).
 */
export function stopSession(state: ThreadState, now: Millis): Decided {
  const draft = new Draft(state, now);
  stopTurn(draft, 'user');
  stopTasks(draft);
  const { session } = draft.state;
  if (isBound(session)) {
    if (session.stopRequestedAt === undefined) draft.add({ type: 'session.stop-requested' });
  } else if (session.status === 'starting' && !draft.state.turn) {
    draft.add({ type: 'session.stopped', cause: 'user' });
  }
  return accepted(draft.events);
}

/**
 * Binds ahead of a first message; a session that is there, or on its way, is enough. `fresh`: without the recorded conversation,
 * which only the user may choose (rule 22).
 */
export function startSession(state: ThreadState, fresh?: true): Decided {
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  if (fresh) return blockedByWork(state) ?? accepted([{ type: 'session.starting', fresh }]);
  if (isBound(state.session) || state.session.status === 'starting') return already;
  return accepted([{ type: 'session.starting' }]);
}
