/**
 * How often each step was asked for: the one thing that the messages do not tell, needed for failures with `times`.
 * Bounded: the steps that were not asked for longest are forgotten.
 */
export class Attempts {
  private readonly counts = new Map<string, number>();
  private readonly limit: number;

  constructor(limit = 1_000) {
    this.limit = limit;
  }

  /** Counts an attempt and returns its number, from 1. */
  next(key: string, step: number, auxiliary: string | undefined): number {
    const name = `${key} ${step} ${auxiliary ?? ''}`;
    const attempt = (this.counts.get(name) ?? 0) + 1;
    this.counts.delete(name);
    this.counts.set(name, attempt);
    const oldest = this.counts.keys().next();
    if (this.counts.size > this.limit && !oldest.done) this.counts.delete(oldest.value);
    return attempt;
  }
}
