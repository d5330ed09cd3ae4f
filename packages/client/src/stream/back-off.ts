const firstMs = 250;
const mostMs = 5_000;

/** Waiting times between tries: 0.25 s, doubling to 5 s, each with a little chance so that many clients do not come at once. */
export class BackOff {
  readonly #random: () => number;
  #next = firstMs;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait now. */
  next(): number {
    const base = this.#next;
    this.#next = Math.min(base * 2, mostMs);
    return Math.max(firstMs, base * (0.8 + 0.2 * this.#random()));
  }

  reset(): void {
    this.#next = firstMs;
  }
}
