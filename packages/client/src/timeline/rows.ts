/** Most rows of a chunk. A change copies one chunk and the list of chunks, however many rows there are. */
const chunkSize = 64;

interface Chunk<T> {
  /** Ascending. */
  readonly keys: readonly number[];
  readonly rows: readonly T[];
}

/**
 * An ordered list of rows by number, which never changes: `set` makes another that shares all but what changed, so that a
 * page can compare rows and parts by identity. Cost of a change: `size / 64` pointers.
 */
export class Rows<T> implements Iterable<T> {
  static readonly #none = new Rows<never>([], 0);
  readonly #chunks: readonly Chunk<T>[];
  readonly size: number;

  private constructor(chunks: readonly Chunk<T>[], size: number) {
    this.#chunks = chunks;
    this.size = size;
  }

  static empty<T>(): Rows<T> {
    return Rows.#none;
  }

  get(key: number): T | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)];
    if (!chunk) return undefined;
    const at = position(chunk.keys, key);
    return chunk.keys[at] === key ? chunk.rows[at] : undefined;
  }

  first(): T | undefined {
    return this.#chunks[0]?.rows[0];
  }

  last(): T | undefined {
    return this.#chunks.at(-1)?.rows.at(-1);
  }

  set(key: number, row: T): Rows<T> {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    if (!chunk) return new Rows([{ keys: [key], rows: [row] }], 1);
    const at = position(chunk.keys, key);
    const known = chunk.keys[at] === key;
    if (known && chunk.rows[at] === row) return this;
    const next: Chunk<T> = known
      ? { keys: chunk.keys, rows: chunk.rows.with(at, row) }
      : { keys: chunk.keys.toSpliced(at, 0, key), rows: chunk.rows.toSpliced(at, 0, row) };
    return new Rows(this.#chunks.toSpliced(index, 1, ...split(next)), this.size + (known ? 0 : 1));
  }

  delete(key: number): Rows<T> {
    const index = this.#chunkOf(key);
    const chunk = this.#chunks[index];
    const at = chunk ? position(chunk.keys, key) : 0;
    if (!chunk || chunk.keys[at] !== key) return this;
    const next: Chunk<T> = { keys: chunk.keys.toSpliced(at, 1), rows: chunk.rows.toSpliced(at, 1) };
    return new Rows(this.#chunks.toSpliced(index, 1, ...(next.keys.length > 0 ? [next] : [])), this.size - 1);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const chunk of this.#chunks) yield* chunk.rows;
  }

  toArray(): readonly T[] {
    return this.#chunks.flatMap((chunk) => chunk.rows);
  }

  /** The chunk in which the key is, or would be put: the last that does not begin after it. */
  #chunkOf(key: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#chunks[middle]?.keys[0] ?? 0) <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** Index of the key, or where it would stand. */
function position(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows come mostly at the end: a full chunk keeps its rows, and the newest begin another. */
function split<T>(chunk: Chunk<T>): readonly Chunk<T>[] {
  if (chunk.keys.length <= chunkSize) return [chunk];
  const at = chunkSize / 2;
  return [
    { keys: chunk.keys.slice(0, at), rows: chunk.rows.slice(0, at) },
    { keys: chunk.keys.slice(at), rows: chunk.rows.slice(at) },
  ];
}
