/**
 * Lets what comes alone pass at once, and slows down what keeps coming: after `burst` in a row there is one each `every` ms.
 * A wait is thus paid by those who come in crowds, and never by the first word of an answer or the end of a turn.
 */
export class Pace {
  readonly #every: number;
  /** How far ahead of the pace a burst may run, in ms. */
  readonly #ahead: number;
  #due = Number.NEGATIVE_INFINITY;

  constructor({ every, burst = 1 }: { readonly every: number; readonly burst?: number }) {
    this.#every = every;
    this.#ahead = (burst - 1) * every;
  }

  /** Ms until the next may pass. `now`: of the monotonic clock. */
  wait(now: number): number {
    return Math.max(0, this.#due - this.#ahead - now);
  }

  passed(now: number): void {
    this.#due = Math.max(this.#due, now) + this.#every;
  }
}
