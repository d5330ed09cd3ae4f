interface Gate {
  open: boolean;
  readonly waiting: Set<() => void>;
  readonly watching: Set<() => void>;
}

const gateLimit = 10_000;

/** Named conditions that a test opens. An open gate stays open, so that it does not matter who comes first. */
export class Gates {
  readonly #gates = new Map<string, Gate>();

  /** Resolves when the gate is open; true: it is, false: `signal` aborted before. */
  async wait(name: string, signal: AbortSignal): Promise<boolean> {
    const gate = this.#gate(name);
    if (gate.open) return true;
    if (signal.aborted) return false;
    await new Promise<void>((resolve) => {
      const done = () => {
        gate.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      gate.waiting.add(done);
      signal.addEventListener('abort', done);
      for (const watcher of [...gate.watching]) watcher();
    });
    return gate.open;
  }

  /** Calls `then` when the gate is open, at once if it is. */
  whenOpen(name: string, then: () => void): void {
    void this.wait(name, new AbortController().signal).then(then);
  }

  open(name: string): void {
    const gate = this.#gate(name);
    gate.open = true;
    for (const waiter of [...gate.waiting]) waiter();
  }

  /** Whether somebody stands at the gate; waits for it, `ms` at most. */
  async reached(name: string, ms: number): Promise<boolean> {
    const gate = this.#gate(name);
    if (gate.waiting.size > 0 || gate.open) return true;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        gate.watching.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      gate.watching.add(done);
    });
    return gate.waiting.size > 0;
  }

  #gate(name: string): Gate {
    const known = this.#gates.get(name);
    if (known) return known;
    if (this.#gates.size >= gateLimit) throw new Error('there are too many gates');
    const gate: Gate = { open: false, waiting: new Set(), watching: new Set() };
    this.#gates.set(name, gate);
    return gate;
  }
}
