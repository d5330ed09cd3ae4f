import type { ThreadId, ThreadSummary } from '@plumbline/lifecycle';

/** The threads of the sidebar, newest first by creation. Archived and removed ones are not in it. A summary never moves back. */
export class ThreadList {
  #sorted: readonly ThreadSummary[] = [];
  readonly #versions = new Map<ThreadId, ThreadSummary>();
  readonly #removed = new Set<ThreadId>();

  /** The same array as before means: nothing changed. */
  get sorted(): readonly ThreadSummary[] {
    return this.#sorted;
  }

  /** A thread that changed. */
  hear(summary: ThreadSummary): void {
    if (this.#removed.has(summary.threadId)) return;
    const known = this.#versions.get(summary.threadId);
    if (known && known.version > summary.version) return;
    this.#versions.set(summary.threadId, summary);
    const at = known ? this.#find(known) : -1;
    if (summary.archivedAt !== undefined) {
      if (at >= 0) this.#sorted = this.#sorted.toSpliced(at, 1);
    } else if (at >= 0) this.#sorted = this.#sorted.with(at, summary);
    else this.#sorted = this.#sorted.toSpliced(place(this.#sorted, summary), 0, summary);
  }

  remove(threadId: ThreadId): void {
    this.#removed.add(threadId);
    const known = this.#versions.get(threadId);
    const at = known ? this.#find(known) : -1;
    this.#versions.delete(threadId);
    if (at >= 0) this.#sorted = this.#sorted.toSpliced(at, 1);
  }

  /** A fetched list replaces all but what was heard since the fetch began, which is newer. */
  replace(fetched: readonly ThreadSummary[], heard: Iterable<ThreadSummary>): void {
    this.#versions.clear();
    this.#sorted = fetched.filter((summary) => !this.#removed.has(summary.threadId)).toSorted(byCreation);
    for (const summary of this.#sorted) this.#versions.set(summary.threadId, summary);
    for (const summary of heard) this.hear(summary);
  }

  #find(summary: ThreadSummary): number {
    const at = place(this.#sorted, summary);
    return this.#sorted[at]?.threadId === summary.threadId ? at : -1;
  }
}

function byCreation(one: ThreadSummary, other: ThreadSummary): number {
  return other.createdAt - one.createdAt || (one.threadId < other.threadId ? -1 : one.threadId > other.threadId ? 1 : 0);
}

/** Where the summary is, or would be put. */
function place(sorted: readonly ThreadSummary[], summary: ThreadSummary): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other && byCreation(other, summary) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
