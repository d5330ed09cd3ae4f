import {
  type Item,
  isBound,
  type QueuedMessage,
  type Request,
  type RequestId,
  rankOf,
  type Session,
  summarize,
  type ThreadState,
  type TurnRow,
} from '@plumbline/lifecycle';
import type { queuedMessages, requests, sessions, threads } from '../schema/index.ts';

type ThreadRow = Omit<typeof threads.$inferSelect, 'damaged'>;
type SessionRow = Omit<typeof sessions.$inferSelect, 'binding'>;
type RequestRow = Omit<typeof requests.$inferSelect, 'private'>;

/** The row of a thread, from its live state alone. */
export function threadRow(state: ThreadState): ThreadRow {
  const { session: _session, turn, lastTurn, queue, ...facts } = state;
  return {
    threadId: state.threadId,
    projectId: state.projectId,
    version: state.version,
    removed: state.removed ? 1 : 0,
    archived: state.archivedAt === undefined ? 0 : 1,
    waiting: hasWaiting(queue) || facts.rewind?.asked ? 1 : 0,
    lastActivityAt: state.lastActivityAt,
    facts: JSON.stringify(facts),
    turn: turn ? JSON.stringify(turnFacts(turn)) : null,
    lastTurn: lastTurn ? JSON.stringify(lastTurn) : null,
    hold: queue.hold ? JSON.stringify(queue.hold) : null,
    summary: JSON.stringify(summarize(state)),
  };
}

export function sessionRow(threadId: string, session: Session): SessionRow {
  return {
    threadId,
    status: session.status,
    epoch: session.epoch,
    activeTurnId: session.status === 'running' ? session.activeTurnId : null,
    pendingTurnId: session.status === 'starting' ? (session.pendingTurnId ?? null) : null,
    bound: isBound(session) ? 1 : 0,
    unsettled: isUnsettled(session) ? 1 : 0,
    session: JSON.stringify(session),
  };
}

export function turnRow(turn: TurnRow, messageId: string | undefined) {
  const { turnId, threadId, number, state } = turn;
  return { turnId, threadId, number, state, messageId: messageId ?? null, turn: JSON.stringify(turn) };
}

export function itemRow(threadId: string, item: Item) {
  const { itemId, turnId, order, status } = item;
  return { itemId, threadId, turnId, order, status, item: JSON.stringify(item) };
}

export function requestRow(state: ThreadState, request: Request): RequestRow {
  const { requestId, turnId, openedAt } = request;
  return {
    requestId,
    threadId: state.threadId,
    turnId,
    state: request.state,
    openedAt,
    request: JSON.stringify(request),
    live: liveRequest(state, requestId),
  };
}

export function queuedRow(threadId: string, message: QueuedMessage): typeof queuedMessages.$inferSelect {
  const { messageId, state } = message;
  return { threadId, messageId, position: rankOf(message), state, message: JSON.stringify(message) };
}

/** Items and requests of the live turn are rows of their own: the thread's row stays small. */
function turnFacts(turn: NonNullable<ThreadState['turn']>): object {
  if (turn.state === 'pending') return turn;
  const { items: _items, requests: _requests, ...facts } = turn;
  return facts;
}

function liveRequest(state: ThreadState, requestId: RequestId): string | null {
  const live = state.turn?.state === 'running' ? state.turn.requests[requestId] : undefined;
  return live ? JSON.stringify(live) : null;
}

function hasWaiting({ hold, messages }: ThreadState['queue']): boolean {
  return messages.some((message) => message.state === 'queued' && (hold === null || message.next === true));
}

/** What start-up must look at (rule 14), and what only an observation can clear. */
function isUnsettled(session: Session): boolean {
  const { status, draining, stopRequestedAt, unverifiedSince } = session;
  return (
    status === 'running' || status === 'starting' || draining === true || stopRequestedAt !== undefined || unverifiedSince !== undefined
  );
}
