import type { Core } from '../core.ts';
import type { Lane } from './lane.ts';

const firstTry = 1_000;
const longestTry = 5_000;

/**
 * Whether the database takes writes (rule 34). When it refuses, commands are refused by their own appends; here it is tried
 * again, and when it writes, each thread that lost a signal is told again and observed.
 */
export class Storage {
  readonly #core: Core;
  readonly #catchUp: (lane: Lane) => void;
  #works = true;
  #wait = firstTry;
  #cancel: (() => void) | null = null;

  constructor(core: Core, catchUp: (lane: Lane) => void) {
    this.#core = core;
    this.#catchUp = catchUp;
  }

  get works(): boolean {
    return this.#works;
  }

  failed(lane: Lane | null, error: unknown): void {
    if (lane !== null) lane.missed = true;
    if (this.#works) this.#core.log.error({ error }, 'The database refuses writes; commands are refused until it writes again.');
    this.#works = false;
    this.#plan();
  }

  worked(): void {
    if (this.#works) return;
    this.#works = true;
    this.#wait = firstTry;
    this.#core.log.info({}, 'The database writes again.');
    for (const lane of this.#core.lanes()) {
      if (!lane.missed) continue;
      lane.missed = false;
      this.#catchUp(lane);
    }
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #plan(): void {
    if (this.#core.phase === 'stopping') return;
    this.#cancel ??= this.#core.clock.after(this.#wait, () => {
      this.#cancel = null;
      this.#wait = Math.min(this.#wait * 2, longestTry);
      void this.#probe();
    });
  }

  /** A small real write: reading, or writing nothing, succeeds on a full disk too. */
  async #probe(): Promise<void> {
    const { store, ids, clock } = this.#core;
    try {
      await store.saveReceipt({ commandId: ids.commandId(), threadId: null, payloadHash: 'probe', at: clock.now(), answer: null });
      this.worked();
    } catch {
      this.#plan();
    }
  }
}
