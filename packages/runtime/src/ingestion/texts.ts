import type { ItemId, StreamedTexts, ThreadId } from '@plumbline/lifecycle';
import type { StreamedText } from '@plumbline/store';
import { type Clock, Pace } from '../clock/index.ts';

/** UTF-16 units of one streaming item that are kept; what comes after shows when the item ends, with its whole text. */
const textLimit = 2_000_000;

interface Streaming {
  readonly threadId: ThreadId;
  readonly itemId: ItemId;
  /** Sequence of its `item.started`: a client gets no text of it before that event. */
  readonly startedAt: number;
  /** Stored, so it may be shown (rule 30). */
  shown: string;
  /** Received, not yet stored. */
  pending: string;
  /** An append that ends it is on its way: its text is written no more. */
  frozen: boolean;
}

export interface ShownText {
  readonly itemId: ItemId;
  readonly startedAt: number;
  readonly text: string;
}

/**
 * The texts of all streaming items: received at once, stored in one batch for all threads, shown only then (rule 30). The
 * first words are stored at once, what follows about every 100 ms. Bounded by what streams at a time.
 */
export class StreamingTexts {
  readonly #items = new Map<ItemId, Streaming>();
  readonly #byThread = new Map<ThreadId, Map<ItemId, Streaming>>();
  readonly #clock: Clock;
  readonly #pace: Pace;
  readonly #write: (texts: readonly StreamedText[]) => Promise<void>;
  readonly #shown: (threads: ReadonlySet<ThreadId>) => void;
  readonly #failed: (error: unknown) => void;
  #timer: (() => void) | null = null;
  #ended = false;
  #writing: Promise<void> | null = null;

  constructor(options: {
    clock: Clock;
    every: number;
    write: (texts: readonly StreamedText[]) => Promise<void>;
    shown: (threads: ReadonlySet<ThreadId>) => void;
    failed: (error: unknown) => void;
  }) {
    this.#clock = options.clock;
    this.#pace = new Pace({ every: options.every });
    this.#write = options.write;
    this.#shown = options.shown;
    this.#failed = options.failed;
  }

  /** An item begins to stream; `shown`: what an older run had stored of it. */
  open(threadId: ThreadId, itemId: ItemId, startedAt: number, shown = ''): void {
    const item: Streaming = { threadId, itemId, startedAt, shown, pending: '', frozen: false };
    this.#items.set(itemId, item);
    const items = this.#byThread.get(threadId) ?? new Map<ItemId, Streaming>();
    items.set(itemId, item);
    this.#byThread.set(threadId, items);
  }

  has(itemId: ItemId): boolean {
    return this.#items.has(itemId);
  }

  /** Appends what is new of it. `hole`: text before it is missing, nothing was taken. */
  receive(itemId: ItemId, offset: number, text: string): 'taken' | 'nothing-new' | 'hole' | 'not-streaming' {
    const item = this.#items.get(itemId);
    if (item === undefined) return 'not-streaming';
    const length = item.shown.length + item.pending.length;
    if (offset > length) return 'hole';
    const fresh = text.slice(length - offset);
    if (fresh === '') return 'nothing-new';
    if (length + fresh.length > textLimit) return 'hole';
    item.pending += fresh;
    this.#arm();
    return 'taken';
  }

  /** All that was received of the thread's streaming items, for the events that close them. */
  of(threadId: ThreadId): StreamedTexts {
    const texts: Record<ItemId, string> = {};
    for (const item of this.#byThread.get(threadId)?.values() ?? []) texts[item.itemId] = item.shown + item.pending;
    return texts;
  }

  /** What may be shown of the thread's streaming items. */
  shownOf(threadId: ThreadId): readonly ShownText[] {
    return [...(this.#byThread.get(threadId)?.values() ?? [])].map(({ itemId, startedAt, shown }) => ({ itemId, startedAt, text: shown }));
  }

  freeze(itemIds: readonly ItemId[]): void {
    this.#setFrozen(itemIds, true);
  }

  thaw(itemIds: readonly ItemId[]): void {
    this.#setFrozen(itemIds, false);
    this.#arm();
  }

  close(itemId: ItemId): void {
    const item = this.#items.get(itemId);
    if (item === undefined) return;
    this.#items.delete(itemId);
    const items = this.#byThread.get(item.threadId);
    items?.delete(itemId);
    if (items?.size === 0) this.#byThread.delete(item.threadId);
  }

  /** Stores what was received up to now. */
  async flush(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    if (this.#writing !== null) await this.#writing;
    this.#writing = this.#flushOnce().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  /** Nothing more can be stored: what is received from now on is not tried again and again. */
  end(): void {
    this.#ended = true;
    this.#timer?.();
    this.#timer = null;
  }

  #setFrozen(itemIds: readonly ItemId[], frozen: boolean): void {
    for (const itemId of itemIds) {
      const item = this.#items.get(itemId);
      if (item !== undefined) item.frozen = frozen;
    }
  }

  #arm(): void {
    if (this.#ended) return;
    this.#timer ??= this.#clock.after(this.#pace.wait(this.#clock.monotonic()), () => {
      this.#timer = null;
      void this.flush();
    });
  }

  async #flushOnce(): Promise<void> {
    const taken = [...this.#items.values()]
      .filter((item) => item.pending !== '' && !item.frozen)
      .map((item) => ({ item, text: item.pending }));
    if (taken.length === 0) return;
    this.#pace.passed(this.#clock.monotonic());
    try {
      await this.#write(taken.map(({ item, text }) => ({ threadId: item.threadId, itemId: item.itemId, offset: item.shown.length, text })));
    } catch (error) {
      // Kept as received, so that it is tried again; nothing unstored is shown.
      this.#failed(error);
      this.#arm();
      return;
    }
    for (const { item, text } of taken) {
      item.shown += text;
      item.pending = item.pending.slice(text.length);
    }
    this.#shown(new Set(taken.map(({ item }) => item.threadId)));
    if ([...this.#items.values()].some((item) => item.pending !== '' && !item.frozen)) this.#arm();
  }
}
