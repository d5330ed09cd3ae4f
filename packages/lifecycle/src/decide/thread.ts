import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { ThreadEvent } from '../events.ts';
import { isBound } from '../evolve/session.ts';
import type { Millis } from '../ids.ts';
import { holdIfWaiting, waiting } from '../queue.ts';
import type { ThreadState } from '../state.ts';
import { accepted, already, refused } from './refuse.ts';

/** The title of a thread that nobody has named yet. */
export const defaultTitle = 'New thread';
/** UTF-16 units. */
export const titleLimit = 200;

export function create(command: Extract<Command, { type: 'thread.create' }>): Decided {
  const title = command.title?.trim().slice(0, titleLimit);
  const { projectId, settings } = command;
  return accepted([{ type: 'thread.created', projectId, title: title || defaultTitle, titleSource: title ? 'user' : 'default', settings }]);
}

/**
 * The fork stands as soon as it is asked for, and its session is bound at once: so a fork that the provider cannot make is told on it in a
 * moment, and is tried again like any start.
 */
export function fork({ projectId, settings, title, forkedFrom }: Extract<Command, { type: 'thread.fork' }>): Decided {
  const named = title.trim().slice(0, titleLimit) || defaultTitle;
  return accepted([
    { type: 'thread.created', projectId, title: named, titleSource: 'default', settings, forkedFrom },
    { type: 'session.starting' },
  ]);
}

export function rename(state: ThreadState, wanted: string): Decided {
  const title = wanted.trim();
  if (title === '' || title.length > titleLimit) {
    return refused('INPUT_INVALID', `A title has 1 to ${titleLimit} characters.`);
  }
  if (title === state.title && state.titleSource === 'user') return already;
  return accepted([{ type: 'thread.renamed', title, source: 'user' }]);
}

/** Rule 40: a stop first. The queue is held, so that nothing starts by itself when the thread comes back. */
export function archive(state: ThreadState, now: Millis): Decided {
  if (state.archivedAt !== undefined) return already;
  const blocked = blockedByWork(state);
  if (blocked) return blocked;
  const draft = new Draft(state, now);
  holdIfWaiting(draft, 'archived', 'all');
  return accepted(draft.add({ type: 'thread.archived' }).events);
}

export function unarchive(state: ThreadState): Decided {
  return state.archivedAt === undefined ? already : accepted([{ type: 'thread.unarchived' }]);
}

/** Rule 40: what waits is returned, then the thread is gone. */
export function removeThread(state: ThreadState): Decided {
  const blocked = blockedByWork(state);
  if (blocked) return blocked;
  const returned = waiting(state).map(
    ({ messageId }): ThreadEvent => ({ type: 'message.returned', messageId, reason: 'archived', seen: 'no' }),
  );
  return accepted([...returned, { type: 'thread.removed' }]);
}

/** Refused until the turn has ended and the session was let go. */
export function blockedByWork(state: ThreadState): Decided | undefined {
  if (state.turn) {
    const blocker = { kind: 'turn', id: state.turn.turnId } as const;
    return refused('BLOCKED_BY_RUNNING_TURN', 'A turn is running on this thread.', blocker, 'thread.turn.interrupt');
  }
  if (isBound(state.session) || state.session.status === 'starting') {
    const blocker = { kind: 'thread', id: state.threadId } as const;
    return refused('BLOCKED_BY_RUNNING_TURN', 'The session of this thread has not been stopped.', blocker, 'thread.session.stop');
  }
  return undefined;
}
