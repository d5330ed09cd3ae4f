import type { ThreadId } from '@plumbline/lifecycle';
import { Lane } from './lane.ts';

/** Lanes of threads at rest that stay in memory; those at work are never counted out. */
const restingLimit = 200;

/** The lanes in memory, the least recently used first. */
export class Lanes {
  readonly #lanes = new Map<ThreadId, Lane>();
  readonly #load: (lane: Lane) => Promise<void>;

  constructor(load: (lane: Lane) => Promise<void>) {
    this.#load = load;
  }

  get size(): number {
    return this.#lanes.size;
  }

  get(threadId: ThreadId): Lane {
    const lane = this.#lanes.get(threadId) ?? new Lane(threadId, this.#load);
    this.#lanes.delete(threadId);
    this.#lanes.set(threadId, lane);
    if (this.#lanes.size > restingLimit) this.#evict(lane);
    return lane;
  }

  peek(threadId: ThreadId): Lane | undefined {
    return this.#lanes.get(threadId);
  }

  all(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** Looks at a few of the oldest only, so that a get stays cheap when all are at work. */
  #evict(keep: Lane): void {
    let looked = 0;
    for (const [threadId, lane] of this.#lanes) {
      if (lane !== keep && lane.evictable) this.#lanes.delete(threadId);
      looked += 1;
      if (looked === 8 || this.#lanes.size <= restingLimit) return;
    }
  }
}
