import {
  applyToTimeline,
  type EventRecord,
  evolve,
  type Item,
  type ItemId,
  type LiveMessage,
  type ThreadSnapshot,
  type ThreadState,
} from '@plumbline/lifecycle';
import { epochOf } from '../stream/cursor.ts';
import { mergeText } from '../timeline/text.ts';
import { findItem, findRequest, findTurn, renewed, type Timeline, timelineOf, withChange, withItem } from '../timeline/timeline.ts';

/** What is held of a thread: a snapshot, and all that was folded into it since. */
export interface Held {
  readonly state: ThreadState;
  readonly timeline: Timeline;
  readonly logEpoch: string;
  /** An event of it could not be read (rule 34). */
  readonly damaged: boolean;
  /** After a reconnect the text of an item may come before the event that starts it. */
  readonly early: ReadonlyMap<ItemId, string>;
}

/** `hole`: something in between was missed; a snapshot heals it. */
export type Folded = Held | 'hole';

/** UTF-16 units of early text that are kept; past that the item is fetched. */
const earlyLimit = 4_000_000;
const noText: ReadonlyMap<ItemId, string> = new Map();

/**
 * Takes a snapshot: the first, one of another log, or one that is not older than what is held. Snapshots never move a
 * thread back (rule 30).
 */
export function takeSnapshot(held: Held | null, snapshot: ThreadSnapshot): Held {
  const logEpoch = epochOf(snapshot.cursor);
  const sameLog = held !== null && held.logEpoch === logEpoch;
  if (sameLog && snapshot.version < held.state.version) return held;
  return {
    state: snapshot.state,
    timeline: sameLog ? renewed(held.timeline, snapshot) : timelineOf(snapshot),
    logEpoch,
    damaged: snapshot.thread.damaged === true,
    early: noText,
  };
}

/** Folds the event of version held + 1; an older one changes nothing. */
export function foldEvent(held: Held, record: EventRecord): Folded {
  const { state, timeline } = held;
  if (record.threadId !== state.threadId || record.version <= state.version) return held;
  if (record.version !== state.version + 1) return 'hole';
  const after = evolve(state, record);
  const change = applyToTimeline(state, record, after, {
    item: (itemId) => findItem(timeline, itemId),
    turn: (turnId) => findTurn(timeline, turnId),
    request: (requestId) => findRequest(timeline, requestId),
  });
  const items = change.items.map((item) => withText(held, item));
  const early = change.items.length > 0 || change.discarded.length > 0 ? without(held.early, change.items, change.discarded) : held.early;
  return {
    ...held,
    state: after,
    timeline: withChange(timeline, { ...change, items }),
    damaged: held.damaged || record.event === null,
    early,
  };
}

/** Folds a piece of streaming text; pieces for closed items change nothing, since their closing text replaced all. */
export function foldText(held: Held, { itemId, offset, text }: Extract<LiveMessage, { kind: 'text' }>): Folded {
  const item = findItem(held.timeline, itemId);
  if (!item) return foldEarly(held, itemId, offset, text);
  if (item.status !== 'streaming' || item.kind === 'tool') return held;
  const merged = mergeText(item.text, offset, text);
  if (merged === 'hole') return 'hole';
  return merged === item.text ? held : { ...held, timeline: withItem(held.timeline, { ...item, text: merged }) };
}

function foldEarly(held: Held, itemId: ItemId, offset: number, text: string): Folded {
  const merged = mergeText(held.early.get(itemId) ?? '', offset, text);
  if (merged === 'hole') return 'hole';
  const early = new Map(held.early).set(itemId, merged);
  const size = [...early.values()].reduce((sum, each) => sum + each.length, 0);
  return { ...held, early: size <= earlyLimit ? early : noText };
}

/** An item that has just begun gets the text that came before it; one that goes on keeps what has come. */
function withText(held: Held, item: Item): Item {
  if (item.status !== 'streaming' || item.kind === 'tool') return item;
  const known = findItem(held.timeline, item.itemId);
  const text = held.early.get(item.itemId) ?? (known && known.kind !== 'tool' ? known.text : '');
  return text.length > item.text.length ? { ...item, text } : item;
}

function without(early: ReadonlyMap<ItemId, string>, items: readonly Item[], discarded: readonly ItemId[]): ReadonlyMap<ItemId, string> {
  const gone = [...items.map((item) => item.itemId), ...discarded].filter((itemId) => early.has(itemId));
  if (gone.length === 0) return early;
  const rest = new Map(early);
  for (const itemId of gone) rest.delete(itemId);
  return rest;
}
