import type { ThreadId } from '@plumbline/lifecycle';
import type { Binding, SignalSource } from '@plumbline/providers';

export interface Bound {
  readonly threadId: ThreadId;
  readonly epoch: number;
}

/**
 * Which thread, in which epoch, a provider's session serves: where a signal belongs. The life of the process is part of the
 * key, so that a late signal of a replaced one finds nothing or its own epoch (rule 4).
 */
export class Bindings {
  readonly #bound = new Map<string, Bound>();
  readonly #threadsByLife = new Map<string, Set<ThreadId>>();

  set(binding: Binding, threadId: ThreadId, epoch: number): void {
    this.#bound.set(keyOf({ session: binding.ref.session, incarnation: binding.incarnation }), { threadId, epoch });
    const threads = this.#threadsByLife.get(binding.incarnation) ?? new Set();
    threads.add(threadId);
    this.#threadsByLife.set(binding.incarnation, threads);
  }

  find(source: SignalSource): Bound | undefined {
    return this.#bound.get(keyOf(source));
  }

  /** Only if it is still this thread's. */
  remove(binding: Binding, threadId: ThreadId): void {
    const key = keyOf({ session: binding.ref.session, incarnation: binding.incarnation });
    if (this.#bound.get(key)?.threadId !== threadId) return;
    this.#bound.delete(key);
    const threads = this.#threadsByLife.get(binding.incarnation);
    threads?.delete(threadId);
    if (threads?.size === 0) this.#threadsByLife.delete(binding.incarnation);
  }

  /** The threads whose sessions live in that process. */
  threadsOf(incarnation: string): readonly ThreadId[] {
    return [...(this.#threadsByLife.get(incarnation) ?? [])];
  }

  all(): readonly ThreadId[] {
    return [...this.#bound.values()].map((bound) => bound.threadId);
  }
}

function keyOf(source: SignalSource): string {
  return JSON.stringify([source.incarnation, source.session]);
}
