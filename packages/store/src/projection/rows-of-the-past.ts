import type { ItemId, RequestId, ThreadEvent, ThreadState, TurnId } from '@plumbline/lifecycle';

/** Ids of rows that have left the live state. */
export interface RowsOfThePast {
  readonly items: readonly ItemId[];
  readonly turns: readonly TurnId[];
  readonly requests: readonly RequestId[];
}

/**
 * The rows that these events change though they have left the live state (rule 18), or are not in it whole. An item whose
 * order is still to come is new: the usual road reads nothing.
 */
export function rowsOfThePast(before: ThreadState | null, events: readonly (ThreadEvent | null)[]): RowsOfThePast {
  const items: ItemId[] = [];
  const turns: TurnId[] = [];
  const requests: RequestId[] = [];
  const live = before?.turn?.state === 'running' ? before.turn : undefined;
  const nextOrder = before?.nextOrder ?? 0;
  for (const event of events) {
    if (event?.type === 'item.closed' && event.order < nextOrder && !live?.items[event.itemId]) items.push(event.itemId);
    else if (event?.type === 'item.updated' && !live?.items[event.itemId]?.tool) items.push(event.itemId);
    else if (event?.type === 'turn.completed-late') turns.push(event.turnId);
    else if (event?.type === 'turn.files-changed' && event.turnId !== live?.turnId) turns.push(event.turnId);
    else if (event?.type === 'request.resolved' && !live?.requests[event.requestId]) requests.push(event.requestId);
  }
  return { items, turns, requests };
}
