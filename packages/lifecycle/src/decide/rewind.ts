import type { Decided } from '../commands.ts';
import type { ThreadEvent } from '../events.ts';
import { isRewound } from '../evolve/rewind.ts';
import { isBound } from '../evolve/session.ts';
import { waiting } from '../queue.ts';
import type { ThreadState } from '../state.ts';
import { accepted, already, archivedRefusal, refused } from './refuse.ts';

/** Rule 42: the turn of this number and all after it leave the conversation, and the files are what they were before it. */
export function rewind(state: ThreadState, turn: number): Decided {
  const { turnCount } = state;
  const asked = state.rewind?.asked;
  if (asked?.kind === 'rewind' && asked.turns.from === turn) return already;
  const refusal = refuseRewind(state);
  if (refusal) return refusal;
  if (turn < 1 || turn > turnCount) return refused('MESSAGE_NOT_FOUND', 'This thread has no such turn.');
  if (isRewound(state, turn)) return already;
  return accepted(inSession(state, { type: 'thread.rewind-requested', turns: { from: turn, to: turnCount } }));
}

export function undoRewind(state: ThreadState): Decided {
  if (state.rewind?.asked?.kind === 'undo') return already;
  const refusal = refuseRewind(state);
  if (refusal) return refusal;
  if (!state.rewind?.turns || state.rewind.final)
    return refused('REWIND_FINAL', 'Nothing is rewound that could be brought back.', { kind: 'thread', id: state.threadId });
  return accepted(inSession(state, { type: 'thread.rewind-undo-requested' }));
}

/** Why a message cannot be taken while nobody knows what conversation it would go into; also a second rewind. */
export function rewindUnderWay(state: ThreadState): Decided {
  const blocker = { kind: 'thread', id: state.threadId } as const;
  return refused('BLOCKED_BY_REWIND', 'A rewind of this thread is under way.', blocker, 'thread.session.start');
}

/** Nothing may be at work in the conversation, nor be about to go into it. */
function refuseRewind(state: ThreadState): Decided | undefined {
  const { turn, session, threadId } = state;
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  if (turn) {
    const blocker = { kind: 'turn', id: turn.turnId } as const;
    return refused('BLOCKED_BY_RUNNING_TURN', 'A turn is running on this thread.', blocker, 'thread.turn.interrupt');
  }
  const [first] = waiting(state);
  if (first) {
    const blocker = { kind: 'message', id: first.messageId } as const;
    return refused('BLOCKED_BY_RUNNING_TURN', 'Messages wait on this thread.', blocker, 'thread.queue.remove');
  }
  if (session.stopRequestedAt !== undefined) {
    const blocker = { kind: 'stop', id: threadId } as const;
    return refused('BLOCKED_BY_STOP', 'The session of this thread is being stopped.', blocker, 'thread.session.stop');
  }
  return state.rewind?.asked ? rewindUnderWay(state) : undefined;
}

/** The provider is asked in a session: one is bound for it. */
function inSession(state: ThreadState, event: ThreadEvent): readonly ThreadEvent[] {
  const there = isBound(state.session) || state.session.status === 'starting';
  return there ? [event] : [event, { type: 'session.starting' }];
}
