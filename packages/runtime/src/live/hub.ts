import type { LiveMessage, ThreadId } from '@plumbline/lifecycle';
import type { LoggedEvent } from '@plumbline/store';

type Changed = Extract<LiveMessage, { kind: 'changed' }>['what'];

/** Threads whose summaries one reader may owe; one that owes more takes snapshots anew. */
export const owedLimit = 2_000;

/** What one reader of the feed has not been told yet. */
export interface Owed {
  readonly threads: Set<ThreadId>;
  readonly removed: Set<ThreadId>;
  readonly changed: Set<Changed>;
  /** It owes more than is kept. */
  overflowed: boolean;
  wake(): void;
}

/** Wakes the readers of the feed. It keeps no messages: each reader follows the log from its own cursor. */
export class LiveHub {
  readonly #readers = new Set<Owed>();
  #head: number;

  constructor(head: number) {
    this.#head = head;
  }

  /** The newest sequence of which all readers have been told what to look at. */
  get head(): number {
    return this.#head;
  }

  get readers(): number {
    return this.#readers.size;
  }

  join(wake: () => void): Owed {
    const owed: Owed = { threads: new Set(), removed: new Set(), changed: new Set(), overflowed: false, wake };
    this.#readers.add(owed);
    return owed;
  }

  leave(owed: Owed): void {
    this.#readers.delete(owed);
  }

  committed(events: readonly LoggedEvent[]): void {
    for (const { threadId, event, sequence } of events) {
      this.#head = Math.max(this.#head, sequence);
      for (const owed of this.#readers) owe(owed, threadId, event?.type === 'thread.removed');
    }
    this.#wake();
  }

  /** New text of these threads may be shown. */
  textMoved(): void {
    this.#wake();
  }

  tellChanged(what: Changed): void {
    for (const owed of this.#readers) owed.changed.add(what);
    this.#wake();
  }

  #wake(): void {
    for (const owed of this.#readers) owed.wake();
  }
}

export function owe(owed: Owed, threadId: ThreadId, removed: boolean): void {
  if (removed) owed.removed.add(threadId);
  else if (owed.threads.size < owedLimit) owed.threads.add(threadId);
  else owed.overflowed = true;
}
