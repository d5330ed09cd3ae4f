import type { EventRecord } from './events.ts';
import type { ItemId, RequestId, TurnId } from './ids.ts';
import type { TurnRow } from './shapes.ts';
import type { Item, Request, ThreadState } from './state.ts';

/**
 * What one event changes in the rows of the timeline. The store writes them as SQL in the append's batch, the browser
 * into its keyed maps: the same function, so the same rows (I8). Whole rows, so that applying is idempotent.
 */
export interface TimelineChange {
  readonly turns: readonly TurnRow[];
  readonly items: readonly Item[];
  readonly discarded: readonly ItemId[];
  readonly requests: readonly Request[];
}

/**
 * `before` and `after` are the live states around the event. `existing` finds the row of an item, a turn or a request that
 * has left the live state (late completion, rule 18); it is asked at most once an event.
 */
export type ApplyToTimeline = (
  before: ThreadState | null,
  record: EventRecord,
  after: ThreadState,
  existing: ExistingRows,
) => TimelineChange;

export interface ExistingRows {
  item(itemId: ItemId): Item | undefined;
  turn(turnId: TurnId): TurnRow | undefined;
  request(requestId: RequestId): Request | undefined;
}
