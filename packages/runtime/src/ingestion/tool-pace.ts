import type { ProviderSignal } from '@plumbline/providers';
import type { Clock } from '../clock/index.ts';

type Update = Extract<ProviderSignal, { readonly kind: 'item-updated' }>;
type SessionSignal = Extract<ProviderSignal, { readonly session: string }>;

/** Between two recorded states of one running tool. */
const paceMs = 250;

/**
 * A running tool tells its growing output many times a second, each time as a whole. The first is recorded at once, then
 * the newest every 250 ms, so that neither the log nor the wire grows with the number of tellings.
 */
export class ToolPace {
  readonly #clock: Clock;
  readonly #tell: (signal: SessionSignal) => void;
  readonly #held = new Map<string, { newest: Update | null; readonly cancel: () => void }>();

  constructor(clock: Clock, tell: (signal: SessionSignal) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** True: it is kept for later, or dropped for a newer one. */
  hold(signal: SessionSignal): boolean {
    if (!('part' in signal) || signal.kind === 'item-text') return false;
    const key = JSON.stringify([signal.incarnation, signal.session, signal.part]);
    if (signal.kind !== 'item-updated' || signal.tool.result !== 'running') {
      this.#held.get(key)?.cancel();
      this.#held.delete(key);
      return false;
    }
    const held = this.#held.get(key);
    if (held !== undefined) {
      held.newest = signal;
      return true;
    }
    this.#begin(key);
    return false;
  }

  #begin(key: string): void {
    const cancel = this.#clock.after(paceMs, () => {
      const newest = this.#held.get(key)?.newest ?? null;
      this.#held.delete(key);
      if (newest === null) return;
      this.#begin(key);
      this.#tell(newest);
    });
    this.#held.set(key, { newest: null, cancel });
  }
}
