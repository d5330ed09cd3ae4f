/** Hands the newest value to one reader; a slow reader skips what came between. */
export class Latest<T> {
  #value: { readonly value: T } | null = null;
  #error: { readonly error: unknown } | null = null;
  #ended = false;
  #wake: (() => void) | null = null;

  put(value: T): void {
    if (this.#ended) return;
    this.#value = { value };
    this.#wake?.();
  }

  /** The reader gets what was put before, then the error. */
  fail(error: unknown): void {
    this.#error ??= { error };
    this.end();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      if (this.#value) {
        const { value } = this.#value;
        this.#value = null;
        yield value;
      } else if (this.#ended) {
        if (this.#error) throw this.#error.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    }
  }
}
