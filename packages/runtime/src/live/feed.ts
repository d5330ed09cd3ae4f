import type { ItemId, LiveMessage, ThreadEvent, ThreadId } from '@plumbline/lifecycle';
import type { LoggedEvent, Store } from '@plumbline/store';
import { type Clock, Pace } from '../clock/index.ts';
import type { ShownText } from '../ingestion/texts.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { type LiveHub, type Owed, owe } from './hub.ts';

/** Further behind than that, a reader takes snapshots anew: that is cheaper for both. */
export const replayLimit = 1_000;
const pageLimit = 500;
/** What is committed within so many ms is told together. */
const gather = 4;
/** Arrays that may follow each other faster than the pace: the last words of a turn, its last step, its end. */
const burst = 4;

export interface FeedSource {
  readonly store: Pick<Store, 'eventsAfter' | 'summary' | 'logEpoch'>;
  readonly hub: LiveHub;
  readonly clock: Clock;
  /** Ms between two arrays while there is much to tell; what comes alone is told at once. */
  readonly flush: number;
  shownTexts(threadId: ThreadId): readonly ShownText[];
}

export interface FeedInput {
  readonly threadId?: ThreadId;
  readonly cursor?: string;
}

export interface FeedFlush {
  readonly cursor: string;
  readonly messages: readonly LiveMessage[];
}

/**
 * One reader's stream: it follows the log by its cursor, reads text at its own offsets, and owes summaries by name. Nothing is
 * queued for it, so a reader that stalls costs nothing (design.md, `live`). Ends when `signal` aborts.
 */
export async function* feed(source: FeedSource, input: FeedInput, signal: AbortSignal): AsyncGenerator<FeedFlush> {
  const bell = new Bell();
  const owed = source.hub.join(() => bell.ring());
  const stop = () => bell.ring();
  signal.addEventListener('abort', stop);
  try {
    const reader = new Reader(source, input, owed);
    const pace = new Pace({ every: source.flush, burst });
    yield await reader.connect();
    while (!signal.aborted) {
      await bell.rung();
      if (signal.aborted) return;
      await pause(source.clock, Math.max(gather, pace.wait(source.clock.monotonic())), signal);
      pace.passed(source.clock.monotonic());
      bell.still();
      const flush = await reader.next();
      if (flush.messages.length > 0 && !signal.aborted) yield flush;
      if (reader.behind) bell.ring();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    source.hub.leave(owed);
  }
}

/** Rings until it is stilled, so that no ring between two waits is lost. */
class Bell {
  #ringing = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#ringing = true;
    this.#wake?.();
    this.#wake = null;
  }

  still(): void {
    this.#ringing = false;
  }

  rung(): Promise<void> {
    if (this.#ringing) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

class Reader {
  readonly #source: FeedSource;
  readonly #input: FeedInput;
  readonly #owed: Owed;
  /** How much of each streaming item of the open thread was told. */
  readonly #told = new Map<ItemId, number>();
  #sequence: number;

  constructor(source: FeedSource, input: FeedInput, owed: Owed) {
    this.#source = source;
    this.#input = input;
    this.#owed = owed;
    this.#sequence = source.hub.head;
  }

  /** More is in the log than the last page told. */
  get behind(): boolean {
    return this.#sequence < this.#source.hub.head;
  }

  /** What was missed, or `reset`; then the text so far of what streams; then `ready`. */
  async connect(): Promise<FeedFlush> {
    const missed = await this.#missed();
    return this.#flush([...missed, ...this.#texts(), { kind: 'ready', at: this.#source.clock.now() }]);
  }

  /** What is new since the last flush: events in sequence order, then text, then summaries. */
  async next(): Promise<FeedFlush> {
    const { hub } = this.#source;
    if (this.#owed.overflowed || hub.head - this.#sequence > replayLimit) return this.#flush([...this.#reset('too-old'), ...this.#texts()]);
    const events = await this.#page();
    const ended = new Set(events.flatMap(endedItems));
    const texts = this.#texts(ended);
    const summaries = await this.#summaries();
    const changed = [...this.#owed.changed].map((what): LiveMessage => ({ kind: 'changed', what }));
    this.#owed.changed.clear();
    return this.#flush([...events.map(eventMessage), ...texts, ...summaries, ...changed]);
  }

  async #missed(): Promise<LiveMessage[]> {
    const { store, hub } = this.#source;
    if (this.#input.cursor === undefined) return [];
    const cursor = parseCursor(this.#input.cursor);
    if (cursor === null || cursor.logEpoch !== store.logEpoch) return this.#reset('epoch');
    if (cursor.sequence > hub.head) return this.#reset('future');
    if (hub.head - cursor.sequence > replayLimit) return this.#reset('too-old');
    this.#sequence = cursor.sequence;
    const messages: LiveMessage[] = [];
    while (this.#sequence < hub.head) {
      const page = await store.eventsAfter(this.#sequence, { limit: pageLimit });
      for (const record of page) {
        owe(this.#owed, record.threadId, record.event?.type === 'thread.removed');
        if (record.threadId === this.#input.threadId) messages.push(eventMessage(record));
      }
      this.#sequence = page.at(-1)?.sequence ?? hub.head;
    }
    return [...messages, ...(await this.#summaries())];
  }

  async #page(): Promise<readonly LoggedEvent[]> {
    const { store, hub } = this.#source;
    const { threadId } = this.#input;
    const { head } = hub;
    if (head === this.#sequence) return [];
    const events = threadId === undefined ? [] : await store.eventsAfter(this.#sequence, { threadId, limit: pageLimit });
    const last = events.at(-1)?.sequence ?? 0;
    this.#sequence = events.length === pageLimit ? last : Math.max(head, last);
    return events;
  }

  /** Text only of items whose start was told, and never of one whose end was. */
  #texts(ended: ReadonlySet<ItemId> = new Set()): LiveMessage[] {
    const { threadId } = this.#input;
    if (threadId === undefined) return [];
    const shown = this.#source.shownTexts(threadId).filter((item) => item.startedAt <= this.#sequence && !ended.has(item.itemId));
    const streaming = new Set(shown.map((item) => item.itemId));
    for (const itemId of this.#told.keys()) if (!streaming.has(itemId)) this.#told.delete(itemId);
    return shown.flatMap((item) => this.#textOf(threadId, item));
  }

  #textOf(threadId: ThreadId, item: ShownText): LiveMessage[] {
    const offset = this.#told.get(item.itemId) ?? 0;
    if (item.text.length <= offset) return [];
    this.#told.set(item.itemId, item.text.length);
    return [{ kind: 'text', threadId, itemId: item.itemId, offset, text: item.text.slice(offset) }];
  }

  async #summaries(): Promise<LiveMessage[]> {
    const threads = [...this.#owed.threads].filter((threadId) => !this.#owed.removed.has(threadId));
    const removed = [...this.#owed.removed];
    this.#owed.threads.clear();
    this.#owed.removed.clear();
    const summaries = await Promise.all(threads.map((threadId) => this.#source.store.summary(threadId)));
    return [
      ...summaries.flatMap((summary): LiveMessage[] => (summary === null ? [] : [{ kind: 'summary', summary }])),
      ...removed.map((threadId): LiveMessage => ({ kind: 'removed', threadId })),
    ];
  }

  #reset(reason: Extract<LiveMessage, { kind: 'reset' }>['reason']): LiveMessage[] {
    this.#owed.threads.clear();
    this.#owed.removed.clear();
    this.#owed.overflowed = false;
    this.#told.clear();
    this.#sequence = this.#source.hub.head;
    return [{ kind: 'reset', reason }];
  }

  #flush(messages: readonly LiveMessage[]): FeedFlush {
    return { cursor: formatCursor({ logEpoch: this.#source.store.logEpoch, sequence: this.#sequence }), messages };
  }
}

function endedItems({ event }: { readonly event: ThreadEvent | null }): readonly ItemId[] {
  return event?.type === 'item.closed' || event?.type === 'item.discarded' ? [event.itemId] : [];
}

function eventMessage({ threadId, version, at, event, sequence }: LoggedEvent): LiveMessage {
  return { kind: 'event', threadId, version, at, event, sequence };
}

/** Ends early when the reader goes. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end);
  });
}
