/** Reads an async iterable in the background, keeping the newest value, so that a test can wait for what it should become. */
export class Reader<T> {
  newest: T | undefined;
  error: unknown;
  done = false;
  readonly seen: T[] = [];
  readonly ended: Promise<void>;

  constructor(values: AsyncIterable<T>) {
    this.ended = this.#read(values);
  }

  async #read(values: AsyncIterable<T>): Promise<void> {
    try {
      for await (const value of values) {
        this.newest = value;
        this.seen.push(value);
      }
    } catch (error) {
      this.error = error;
    }
    this.done = true;
  }
}
