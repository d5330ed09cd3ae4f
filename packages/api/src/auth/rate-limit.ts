import type { Millis } from '@plumbline/lifecycle';

/** Allows `limit` failures in any `windowMs`; past that every try is refused until the window has moved on. Bounded by `limit`. */
export class FailureLimit {
  readonly #limit: number;
  readonly #windowMs: number;
  #failures: Millis[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  mayTry(now: Millis): boolean {
    this.#failures = this.#failures.filter((at) => now - at < this.#windowMs);
    return this.#failures.length < this.#limit;
  }

  failed(now: Millis): void {
    if (this.#failures.length < this.#limit) this.#failures.push(now);
  }
}
