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

/**
 * Takes one of four locks while the tab is visible and wants a stream, and gives it back when it is hidden. One hidden tab keeps
 * a stream, so that it hears at once what it is to tell: the timers of a hidden tab run once a minute, so that asking would be late.
 */
export function browserSlots(options: BrowserSlotsOptions = {}): StreamSlots {
  return new BrowserSlots({
    locks: 'locks' in options ? options.locks : globalThis.navigator?.locks,
    page: 'page' in options ? options.page : globalThis.document,
    count: options.count ?? 4,
    retryMs: options.retryMs ?? 3_000,
  });
}

/** The slot that a hidden tab may hold; taken last by those in sight. */
const keptWhenHidden = 0;

interface HeldSlot {
  readonly number: number;
  giveBack(): void;
}

class BrowserSlots implements StreamSlots {
  readonly #options: { locks: Locks | undefined; page: Page | undefined; count: number; retryMs: number };
  readonly #listeners = new Set<() => void>();
  #wanted = 0;
  #seeking = false;
  #held: HeldSlot | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: { locks: Locks | undefined; page: Page | undefined; count: number; retryMs: number }) {
    this.#options = options;
    options.page?.addEventListener('visibilitychange', () => this.#settle());
  }

  mode(): 'open' | 'poll' {
    return this.#held ? 'open' : 'poll';
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
    const hidden = this.#options.page?.visibilityState === 'hidden';
    clearTimeout(this.#retry);
    if (this.#seeking) return;
    if (this.#wanted === 0) this.#let();
    else if (!hidden && !this.#held) void this.#seek();
    else if (hidden && this.#held && this.#held.number !== keptWhenHidden) void this.#keepHidden(this.#held);
  }

  #let(): void {
    if (!this.#held) return;
    this.#held.giveBack();
    this.#held = null;
    this.#tell();
  }

  /** Changes to the slot for a hidden tab without a break; where that one is taken, there is no stream. */
  async #keepHidden(held: HeldSlot): Promise<void> {
    this.#seeking = true;
    const kept = this.#options.locks ? await takeIfFree(this.#options.locks, keptWhenHidden) : null;
    this.#seeking = false;
    if (kept) {
      this.#held = kept;
      held.giveBack();
    } else if (this.#options.page?.visibilityState === 'hidden') this.#let();
    this.#settle();
  }

  async #seek(): Promise<void> {
    const { locks, count, retryMs } = this.#options;
    if (!locks) return;
    this.#seeking = true;
    for (let slot = count - 1; slot >= 0 && !this.#held; slot -= 1) this.#held = await takeIfFree(locks, slot);
    this.#seeking = false;
    if (this.#held) {
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

/** Null when another tab holds it. */
function takeIfFree(locks: Locks, number: number): Promise<HeldSlot | null> {
  return new Promise((resolve) => {
    const refused = () => resolve(null);
    locks
      .request(`plumbline-stream-${number}`, { ifAvailable: true }, (lock) => {
        if (!lock) return refused();
        return new Promise<void>((giveBack) => resolve({ number, giveBack }));
      })
      .catch(refused);
  });
}
