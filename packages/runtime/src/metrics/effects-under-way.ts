/** Since when each effect runs, in the order of their begin, on the awake clock. */
export class EffectsUnderWay {
  readonly #began = new Set<{ readonly at: number }>();

  /** Returns its end. */
  begin(at: number): () => void {
    const entry = { at };
    this.#began.add(entry);
    return () => this.#began.delete(entry);
  }

  /** Ms since the oldest one began; 0: there is none. */
  age(now: number): number {
    for (const { at } of this.#began) return Math.max(0, now - at);
    return 0;
  }
}
