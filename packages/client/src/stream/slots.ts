/**
 * Whether this client may hold a stream open. Browsers open at most six connections to a server over HTTP/1.1, and a
 * stream takes one for ever: the sixth tab would hang. So the tabs of a browser share four streams, by Web Locks.
 */
export interface StreamSlots {
  mode(): 'open' | 'poll';
  /** Calls back after the mode changed. Returns its own end. */
  onChange(listener: () => void): () => void;
  /** Begins to want a stream; the returned function gives it back. */
  want(): () => void;
}

/** For programs: no browser, no limit. */
export const alwaysOpen: StreamSlots = { mode: () => 'open', onChange: () => () => {}, want: () => () => {} };

type Locks = Pick<LockManager, 'request'>;
type Page = Pick<Document, 'visibilityState' | 'addEventListener'>;

export interface BrowserSlotsOptions {
  /** `navigator.locks`; undefined on plain HTTP to another machine: then every tab polls. */
  readonly locks?: Locks | undefined;
  readonly page?: Page | undefined;
  readonly count?: number;
  /** How often a tab without a slot looks for a free one. */
  readonly retryMs?: number;
}

/** Takes one of four locks while the tab is visible and wants a stream, and gives it back when it is hidden. */
export function browserSlots(options: BrowserSlotsOptions = {}): StreamSlots {
  return new BrowserSlots({
    locks: 'locks' in options ? options.locks : globalThis.navigator?.locks,
    page: 'page' in options ? options.page : globalThis.document,
    count: options.count ?? 4,
    retryMs: options.retryMs ?? 3_000,
  });
}

class BrowserSlots implements StreamSlots {
  readonly #options: { locks: Locks | undefined; page: Page | undefined; count: number; retryMs: number };
  readonly #listeners = new Set<() => void>();
  #wanted = 0;
  #seeking = false;
  /** Gives the held lock back. */
  #release: (() => void) | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: { locks: Locks | undefined; page: Page | undefined; count: number; retryMs: number }) {
    this.#options = options;
    options.page?.addEventListener('visibilitychange', () => this.#settle());
  }

  mode(): 'open' | 'poll' {
    return this.#release ? 'open' : 'poll';
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  want(): () => void {
    this.#wanted += 1;
    this.#settle();
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#wanted -= 1;
      this.#settle();
    };
  }

  /** Level-triggered: compares what is wanted with what is held. */
  #settle(): void {
    const wanted = this.#wanted > 0 && this.#options.page?.visibilityState !== 'hidden';
    clearTimeout(this.#retry);
    if (!wanted && this.#release) this.#let();
    if (wanted && !this.#release && !this.#seeking) void this.#seek();
  }

  #let(): void {
    this.#release?.();
    this.#release = null;
    this.#tell();
  }

  async #seek(): Promise<void> {
    const { locks, count, retryMs } = this.#options;
    if (!locks) return;
    this.#seeking = true;
    for (let slot = 0; slot < count && !this.#release; slot += 1) {
      this.#release = await takeIfFree(locks, `plumbline-stream-${slot}`);
    }
    this.#seeking = false;
    if (this.#release) {
      this.#tell();
      this.#settle(); // it may have been hidden meanwhile
    } else {
      this.#retry = setTimeout(() => this.#settle(), retryMs);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Resolves to the function that gives the lock back, or null when another tab holds it. */
function takeIfFree(locks: Locks, name: string): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const refused = () => resolve(null);
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return refused();
        return new Promise<void>((release) => resolve(release));
      })
      .catch(refused);
  });
}
