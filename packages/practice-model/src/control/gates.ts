/** What a gate looks like from outside. */
export interface GateState {
  readonly gate: string;
  /** Answers that stand at the gate now. */
  readonly waiting: number;
  readonly released: boolean;
}

interface Gate {
  released: boolean;
  touchedAt: number;
  readonly waiters: Set<(passed: 'released') => void>;
  readonly watchers: Set<() => void>;
}

/**
 * Named gates at which answers wait until a test releases them. A released gate stays open, so it does not matter who comes
 * first. Bounded: at most `limit` gates; a gate that nobody touches for `ttlMs` is forgotten, and who waits so long is turned away.
 */
export class Gates {
  private readonly gates = new Map<string, Gate>();
  private readonly ttlMs: number;
  private readonly limit: number;

  constructor(options: { ttlMs?: number; limit?: number } = {}) {
    this.ttlMs = options.ttlMs ?? 5 * 60_000;
    this.limit = options.limit ?? 1_000;
  }

  /** Waits at a gate. `gone`: the signal was aborted; `full`: there are too many gates. */
  async wait(name: string, signal: AbortSignal): Promise<'released' | 'expired' | 'gone' | 'full'> {
    if (signal.aborted) return 'gone';
    const gate = this.touch(name);
    if (!gate) return 'full';
    if (gate.released) return 'released';
    return new Promise((resolve) => {
      const done = (passed: 'released' | 'expired' | 'gone') => {
        clearTimeout(timer);
        signal.removeEventListener('abort', gone);
        gate.waiters.delete(done);
        gate.touchedAt = Date.now();
        resolve(passed);
      };
      const gone = () => done('gone');
      const timer = setTimeout(() => done('expired'), this.ttlMs);
      signal.addEventListener('abort', gone);
      gate.waiters.add(done);
      for (const watcher of [...gate.watchers]) watcher();
    });
  }

  /** Opens a gate, also one that nobody has come to yet. Undefined if there are too many gates. */
  release(name: string): { released: number } | undefined {
    const gate = this.touch(name);
    if (!gate) return undefined;
    gate.released = true;
    const waiters = [...gate.waiters];
    for (const waiter of waiters) waiter('released');
    return { released: waiters.length };
  }

  /** Resolves when someone waits at the gate, and at the deadline at the latest. Undefined if there are too many gates. */
  async watch(name: string, waitMs: number, signal: AbortSignal): Promise<GateState | undefined> {
    const gate = this.touch(name);
    if (!gate) return undefined;
    if (gate.waiters.size === 0 && waitMs > 0 && !signal.aborted)
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          gate.watchers.delete(done);
          resolve();
        };
        const timer = setTimeout(done, waitMs);
        signal.addEventListener('abort', done);
        gate.watchers.add(done);
      });
    return { gate: name, waiting: gate.waiters.size, released: gate.released };
  }

  get size(): number {
    return this.gates.size;
  }

  private touch(name: string): Gate | undefined {
    const now = Date.now();
    const known = this.gates.get(name);
    if (known && !this.isForgotten(known, now)) {
      known.touchedAt = now;
      return known;
    }
    if (this.gates.size >= this.limit) for (const [other, gate] of this.gates) if (this.isForgotten(gate, now)) this.gates.delete(other);
    if (this.gates.size >= this.limit && !known) return undefined;
    const gate: Gate = { released: false, touchedAt: now, waiters: new Set(), watchers: new Set() };
    this.gates.set(name, gate);
    return gate;
  }

  private isForgotten(gate: Gate, now: number): boolean {
    return gate.waiters.size === 0 && gate.watchers.size === 0 && now - gate.touchedAt >= this.ttlMs;
  }
}
