import type { Item, ItemId, Request, RequestId, TimelineChange, TurnId, TurnRow } from '@plumbline/lifecycle';
import { Rows } from './rows.ts';

/** A turn as a page shows it. The same object as before means: nothing in it changed. */
export interface TurnView {
  readonly turn: TurnRow;
  /** By `order`. */
  readonly items: Rows<Item>;
  /** In the order in which they were opened. */
  readonly requests: readonly Request[];
}

/** What is held of a thread's turns: the newest and the older pages that were fetched, oldest first, by turn number. */
export interface Timeline {
  readonly turns: Rows<TurnView>;
  /** There are older turns, or older items of the first one; followThread's `older()` fetches them. */
  readonly olderCursor?: string;
  readonly places: Places;
}

/** Where rows stand. Facts that never change once known, hence shared by all versions of a timeline. */
interface Places {
  readonly turns: Index<TurnId, number>;
  readonly items: Index<ItemId, { readonly turn: number; readonly order: number }>;
  readonly requests: Index<RequestId, number>;
}

type Index<K, V> = Pick<Map<K, V>, 'get' | 'has'> & { set(key: K, value: V): unknown };

/** Places that are only guessed, over those that are known and never learn of them. */
class Guessed<K, V> implements Index<K, V> {
  readonly #known: Index<K, V>;
  readonly #own = new Map<K, V>();

  constructor(known: Index<K, V>) {
    this.#known = known;
  }

  get(key: K): V | undefined {
    return this.#own.get(key) ?? this.#known.get(key);
  }

  has(key: K): boolean {
    return this.#own.has(key) || this.#known.has(key);
  }

  set(key: K, value: V): void {
    this.#own.set(key, value);
  }
}

export interface Page {
  readonly turns: readonly TurnRow[];
  readonly items: readonly Item[];
  readonly requests: readonly Request[];
  readonly olderCursor?: string;
}

export function emptyTimeline(): Timeline {
  return { turns: Rows.empty(), places: { turns: new Map(), items: new Map(), requests: new Map() } };
}

/** The same rows, to be changed without a trace in this timeline: for predictions. Its cost does not grow with the rows. */
export function forked(timeline: Timeline): Timeline {
  const { turns, items, requests } = timeline.places;
  return { ...timeline, places: { turns: new Guessed(turns), items: new Guessed(items), requests: new Guessed(requests) } };
}

export function timelineOf(page: Page): Timeline {
  return withPage(emptyTimeline(), page);
}

/** Adds an older page; its rows that are held already stay as they are, since those are newer. */
export function withOlder(timeline: Timeline, page: Page): Timeline {
  const unknown: Page = {
    ...page,
    turns: page.turns.filter((turn) => !timeline.places.turns.has(turn.turnId)),
    items: page.items.filter((item) => !findItem(timeline, item.itemId)),
    requests: page.requests.filter((request) => !findRequest(timeline, request.requestId)),
  };
  return withPage(timeline, unknown);
}

/**
 * Takes a newer snapshot, keeping the older pages if the two touch. What is equal keeps its identity only where it lies in
 * those pages: a snapshot is rare.
 */
export function renewed(held: Timeline, page: Page): Timeline {
  const fresh = timelineOf(page);
  const oldest = fresh.turns.first();
  const touches = oldest && fresh.olderCursor !== undefined ? held.turns.get(oldest.turn.number) : undefined;
  if (!oldest || !touches) return fresh;
  const from = oldest.items.first()?.order ?? Number.POSITIVE_INFINITY;
  const older = [...held.turns].filter((view) => view.turn.number <= oldest.turn.number);
  return withPage(fresh, {
    turns: older.map((view) => view.turn).filter((turn) => turn.number < oldest.turn.number),
    items: older.flatMap((view) => [...view.items]).filter((item) => item.order < from),
    requests: older.flatMap((view) => view.requests).filter((request) => !findRequest(fresh, request.requestId)),
    ...(held.olderCursor !== undefined && { olderCursor: held.olderCursor }),
  });
}

/** What one event changed. Rows of turns that are not held are left to their page. */
export function withChange(timeline: Timeline, change: TimelineChange): Timeline {
  const changed = change.turns.reduce(withTurn, timeline);
  const discarded = change.discarded.reduce(withoutItem, changed);
  const items = change.items.reduce(withItem, discarded);
  return change.requests.reduce(withRequest, items);
}

export function findTurn(timeline: Timeline, turnId: TurnId): TurnRow | undefined {
  return timeline.turns.get(timeline.places.turns.get(turnId) ?? -1)?.turn;
}

export function findItem(timeline: Timeline, itemId: ItemId): Item | undefined {
  const place = timeline.places.items.get(itemId);
  return place && timeline.turns.get(place.turn)?.items.get(place.order);
}

export function findRequest(timeline: Timeline, requestId: RequestId): Request | undefined {
  const turn = timeline.places.requests.get(requestId);
  return turn === undefined ? undefined : timeline.turns.get(turn)?.requests.find((request) => request.requestId === requestId);
}

function withPage(timeline: Timeline, page: Page): Timeline {
  const turns = page.turns.reduce(withTurn, timeline);
  const items = page.items.reduce(withItem, turns);
  const { turns: rows, places } = page.requests.reduce(withRequest, items);
  return { turns: rows, places, ...(page.olderCursor !== undefined && { olderCursor: page.olderCursor }) };
}

function withTurn(timeline: Timeline, turn: TurnRow): Timeline {
  timeline.places.turns.set(turn.turnId, turn.number);
  const view = timeline.turns.get(turn.number);
  return withView(timeline, view ? { ...view, turn } : { turn, items: Rows.empty(), requests: [] });
}

export function withItem(timeline: Timeline, item: Item): Timeline {
  const number = timeline.places.turns.get(item.turnId);
  const view = number === undefined ? undefined : timeline.turns.get(number);
  if (number === undefined || !view) return timeline;
  timeline.places.items.set(item.itemId, { turn: number, order: item.order });
  return withView(timeline, { ...view, items: view.items.set(item.order, item) });
}

function withoutItem(timeline: Timeline, itemId: ItemId): Timeline {
  const place = timeline.places.items.get(itemId);
  const view = place && timeline.turns.get(place.turn);
  if (!place || !view) return timeline;
  return withView(timeline, { ...view, items: view.items.delete(place.order) });
}

function withRequest(timeline: Timeline, request: Request): Timeline {
  const number = timeline.places.turns.get(request.turnId);
  const view = number === undefined ? undefined : timeline.turns.get(number);
  if (number === undefined || !view) return timeline;
  timeline.places.requests.set(request.requestId, number);
  const at = view.requests.findIndex((held) => held.requestId === request.requestId);
  const requests = at < 0 ? [...view.requests, request] : view.requests.with(at, request);
  return withView(timeline, { ...view, requests });
}

function withView(timeline: Timeline, view: TurnView): Timeline {
  return { ...timeline, turns: timeline.turns.set(view.turn.number, view) };
}
