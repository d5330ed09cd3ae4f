import type { ThreadEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Millis } from './ids.ts';
import type { Ask, IgnoredReason, Ingested } from './signals.ts';
import type { ThreadState } from './state.ts';

/** Events in the making, with the state as they leave it, so that each step sees what the steps before it did. */
export class Draft {
  state: ThreadState;
  readonly now: Millis;
  readonly events: ThreadEvent[] = [];
  private readonly asks = new Set<Ask>();

  constructor(state: ThreadState, now: Millis) {
    this.state = state;
    this.now = now;
  }

  add(...events: readonly ThreadEvent[]): this {
    for (const event of events) {
      this.events.push(event);
      this.state = evolve(this.state, { threadId: this.state.threadId, version: this.state.version + 1, at: this.now, event });
    }
    return this;
  }

  ask(...asks: readonly Ask[]): this {
    for (const ask of asks) this.asks.add(ask);
    return this;
  }

  ingested(): Ingested {
    const nothing = this.events.length === 0;
    return { events: this.events, asks: [...this.asks], ...(nothing ? { ignored: 'unchanged' as const } : {}) };
  }
}

export function ignored(reason: IgnoredReason, ...asks: readonly Ask[]): Ingested {
  return { events: [], asks, ignored: reason };
}
