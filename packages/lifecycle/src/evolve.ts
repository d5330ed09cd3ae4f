import type { EventRecord, ThreadEvent } from './events.ts';
import { itemClosed, itemDiscarded, itemStarted, itemUpdated } from './evolve/item.ts';
import { accepted, delivered, delivering, edited, held, moved, queued, removed, resumed, returned, steering } from './evolve/queue.ts';
import { requestAnswering, requestOpened, requestReopened, requestResolved } from './evolve/request.ts';
import { rewindFailed, rewindOfLostConversation, rewindRequested, rewound, tellRewind, undoRequested } from './evolve/rewind.ts';
import { bound, failed, ready, starting, stopFailed, stopped, stopRequested } from './evolve/session.ts';
import { taskEnded, taskStarted, taskStopFailed, taskStopRequested } from './evolve/task.ts';
import {
  completedLate,
  configured,
  filesChanged,
  turnRequested,
  turnRetrying,
  turnSettled,
  turnStarted,
  turnStepped,
  turnStopFailed,
  turnStopRequested,
} from './evolve/turn.ts';
import type { Millis, ProjectId, ThreadId } from './ids.ts';
import type { ThreadState } from './state.ts';
import { without } from './without.ts';

/**
 * Folds one event into the live state of its thread. Total: an event that cannot be (its forerunner was unreadable, rule 34)
 * changes nothing but the version, so that no impossible state arises. `state` is null only before `thread.created`.
 */
export function evolve(state: ThreadState | null, record: EventRecord): ThreadState {
  const before = state ?? blank(record.threadId, record.at);
  const after = record.event === null ? before : fold(before, record.event, record.at, record.version);
  return { ...after, version: record.version };
}

/** What is known of a thread whose creation cannot be read: that it is there. */
function blank(threadId: ThreadId, at: Millis): ThreadState {
  return {
    threadId,
    projectId: '' as ProjectId,
    title: '',
    titleSource: 'default',
    settings: { provider: '', model: '' },
    createdAt: at,
    removed: false,
    version: 0,
    session: { status: 'stopped', epoch: 0 },
    queue: { hold: null, messages: [] },
    turnCount: 0,
    nextOrder: 1,
    lastActivityAt: at,
  };
}

function fold(state: ThreadState, event: ThreadEvent, at: Millis, version: number): ThreadState {
  switch (event.type) {
    case 'thread.created': {
      const { projectId, title, titleSource, settings, forkedFrom } = event;
      const goesOn = forkedFrom && { forkedFrom, turnCount: forkedFrom.turn, nextOrder: forkedFrom.nextOrder };
      return { ...blank(state.threadId, at), projectId, title, titleSource, settings, ...goesOn };
    }
    case 'thread.renamed':
      return { ...state, title: event.title, titleSource: event.source };
    case 'thread.configured':
      return configured(state, event);
    case 'thread.archived':
      return { ...state, archivedAt: at };
    case 'thread.unarchived':
      return without(state, 'archivedAt');
    case 'thread.removed':
      return { ...state, removed: true };
    case 'thread.rewind-requested':
      return rewindRequested(state, event, at);
    case 'thread.rewound':
      return rewound(state, event);
    case 'thread.rewind-undo-requested':
      return undoRequested(state, at);
    case 'thread.rewind-undone':
      return without(state, 'rewind');
    case 'thread.rewind-failed':
      return rewindFailed(state, event);
    case 'message.accepted':
      return active(accepted(state, event, at, version), at);
    case 'message.queued':
      return queued(state, event);
    case 'message.steering':
      return steering(state, event);
    case 'message.delivering':
      return active(delivering(state, event, at), at);
    case 'message.delivered':
      return delivered(state, event);
    case 'message.returned':
      return returned(state, event);
    case 'message.edited':
      return edited(state, event);
    case 'message.moved':
      return moved(state, event);
    case 'message.removed':
      return removed(state, event);
    case 'queue.held':
      return held(state, event, at);
    case 'queue.resumed':
      return resumed(state);
    case 'task.started':
      return active(taskStarted(state, event, at), at);
    case 'task.stop-requested':
      return taskStopRequested(state, event, at);
    case 'task.stop-failed':
      return taskStopFailed(state, event);
    case 'task.ended':
      return active(taskEnded(state, event), at);
    case 'session.starting':
      return starting(event.fresh ? rewindOfLostConversation(state) : state, event);
    case 'session.bound':
      return tellRewind(bound(state, event));
    case 'session.ready':
      return ready(state);
    case 'session.stop-requested':
      return stopRequested(state, at);
    case 'session.stop-failed':
      return stopFailed(state, event);
    case 'session.stopped':
      return stopped(state, event);
    case 'session.failed':
      return failed(state, event);
    case 'session.unverified':
      return { ...state, session: { ...state.session, unverifiedSince: at } };
    case 'session.verified':
      return { ...state, session: without(state.session, 'unverifiedSince', 'quietSince') };
    case 'session.quiet':
      return state.session.status === 'running' ? { ...state, session: { ...state.session, quietSince: event.since ?? at } } : state;
    case 'turn.requested':
      return active(turnRequested(state, event, at), at);
    case 'turn.started':
      return active(turnStarted(state, event, at), at);
    case 'turn.stop-requested':
      return turnStopRequested(state, event, at);
    case 'turn.stop-failed':
      return turnStopFailed(state, event);
    case 'turn.retrying':
      return turnRetrying(state, event);
    case 'turn.stepped':
      return active(turnStepped(state, event, at), at);
    case 'turn.files-changed':
      return filesChanged(state, event);
    case 'turn.settled':
      return active(turnSettled(state, event, at, version), at);
    case 'turn.completed-late':
      return completedLate(state, event);
    case 'item.started':
      return active(itemStarted(state, event, at), at);
    case 'item.updated':
      return active(itemUpdated(state, event), at);
    case 'item.closed':
      return itemClosed(state, event, at);
    case 'item.discarded':
      return itemDiscarded(state, event);
    case 'request.opened':
      return active(requestOpened(state, event, at), at);
    case 'request.answering':
      return active(requestAnswering(state, event, at), at);
    case 'request.reopened':
      return requestReopened(state, event);
    case 'request.resolved':
      return active(requestResolved(state, event), at);
    default:
      return unknownEvent(event, state);
  }
}

/** An event of a newer program folds as nothing (rule 34); the parameter's type proves that none of ours is missing above. */
function unknownEvent(_event: never, state: ThreadState): ThreadState {
  return state;
}

function active(state: ThreadState, at: Millis): ThreadState {
  return { ...state, lastActivityAt: Math.max(state.lastActivityAt, at) };
}
