import type { Item, ItemId, Request, ThreadEvent, ThreadEventType, ThreadId, TurnId, TurnRow } from '@plumbline/lifecycle';
import type { PrivateFacts } from '../contract.ts';
import type { events, items, requests, turns } from '../schema/index.ts';

/** Stored JSON; undefined: it cannot be read. */
export function parsed<T>(json: string | null): T | undefined {
  if (json === null) return undefined;
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

/** An event as stored; null: it cannot be read, or is of a kind that this program does not know (rule 34). */
export function eventOf(row: Pick<typeof events.$inferSelect, 'type' | 'payload'>): ThreadEvent | null {
  const event = parsed<ThreadEvent>(row.payload);
  if (event === undefined || event === null || typeof event !== 'object') return null;
  return event.type === row.type && Object.hasOwn(known, row.type) ? event : null;
}

export function factsOf(json: string | null): PrivateFacts | null {
  return parsed<PrivateFacts>(json) ?? null;
}

/** A row that cannot be read is shown as what it is; it must not hide the others. */
export function itemOf(row: Pick<typeof items.$inferSelect, 'itemId' | 'turnId' | 'order' | 'status' | 'item'>): Item {
  const item = parsed<Item>(row.item);
  if (item) return item;
  const text = 'This entry cannot be read. `npm run rebuild` makes it anew from the log.';
  const status = row.status === 'done' ? 'done' : 'partial';
  const { itemId, turnId, order } = row;
  return { kind: 'notice', text, itemId: itemId as ItemId, turnId: turnId as TurnId, order, status, createdAt: 0 };
}

export function turnOf(row: Omit<typeof turns.$inferSelect, 'messageId'>): TurnRow {
  const turn = parsed<TurnRow>(row.turn);
  if (turn) return turn;
  const { turnId, threadId, number } = row;
  const state = row.state as TurnRow['state'];
  return { turnId: turnId as TurnId, threadId: threadId as ThreadId, number, state, origin: 'user', requestedAt: 0 };
}

export function requestOf(row: Pick<typeof requests.$inferSelect, 'request'>): Request | undefined {
  return parsed<Request>(row.request);
}

/** Every type of event, checked by the compiler. */
const known: Record<ThreadEventType, true> = {
  'thread.created': true,
  'thread.renamed': true,
  'thread.configured': true,
  'thread.archived': true,
  'thread.unarchived': true,
  'thread.removed': true,
  'thread.rewind-requested': true,
  'thread.rewound': true,
  'thread.rewind-undo-requested': true,
  'thread.rewind-undone': true,
  'thread.rewind-failed': true,
  'message.accepted': true,
  'message.queued': true,
  'message.steering': true,
  'message.delivering': true,
  'message.delivered': true,
  'message.returned': true,
  'message.edited': true,
  'message.moved': true,
  'message.removed': true,
  'queue.held': true,
  'queue.resumed': true,
  'task.started': true,
  'task.stop-requested': true,
  'task.stop-failed': true,
  'task.ended': true,
  'session.starting': true,
  'session.bound': true,
  'session.ready': true,
  'session.stop-requested': true,
  'session.stop-failed': true,
  'session.stopped': true,
  'session.failed': true,
  'session.unverified': true,
  'session.verified': true,
  'session.quiet': true,
  'turn.requested': true,
  'turn.started': true,
  'turn.stop-requested': true,
  'turn.stop-failed': true,
  'turn.retrying': true,
  'turn.stepped': true,
  'turn.files-changed': true,
  'turn.settled': true,
  'turn.completed-late': true,
  'item.started': true,
  'item.updated': true,
  'item.closed': true,
  'item.discarded': true,
  'request.opened': true,
  'request.answering': true,
  'request.reopened': true,
  'request.resolved': true,
};
