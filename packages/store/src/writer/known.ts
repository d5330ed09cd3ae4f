import type { ItemId, ThreadId } from '@plumbline/lifecycle';

const most = 10_000;

/**
 * What the one writer knows of the database without asking, so that an append costs no read. Forgotten after a failed batch.
 * Bounded: what is missing is read again.
 */
export class Known {
  /** Sequence of the newest event. */
  head: number;
  readonly #versions = new Map<ThreadId, number>();
  readonly #texts = new Map<ItemId, number>();

  constructor(head: number) {
    this.head = head;
  }

  version(threadId: ThreadId): number | undefined {
    return this.#versions.get(threadId);
  }

  setVersion(threadId: ThreadId, version: number): void {
    put(this.#versions, threadId, version);
  }

  /** Length of the stored text of a streaming item; undefined: not known, or not streaming. */
  textLength(itemId: ItemId): number | undefined {
    return this.#texts.get(itemId);
  }

  setTextLength(itemId: ItemId, length: number): void {
    put(this.#texts, itemId, length);
  }

  endText(itemId: ItemId): void {
    this.#texts.delete(itemId);
  }
}

function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
