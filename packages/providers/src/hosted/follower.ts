/**
 * One connection to a provider's event stream: from `opened` on nothing is missed until `closed`, which is told once. Where a
 * provider says that it is open too early, its catch-up makes sure before it reads.
 */
export interface ConnectionEvents<T> {
  opened(hello: T): void;
  item(item: T): void;
  closed(reason: string): void;
}

/** Opens a connection. Calling the result ends it, without a word. */
export type Connect<T> = (events: ConnectionEvents<T>) => () => void;

export interface FollowerHost<T> {
  /** An event, in order. Only between `catchUp` resolving and `lost`. */
  event(item: T): void;
  /** Reads and tells what was missed; live events wait until it resolves (rule 16). Rejects: the stream is opened anew. */
  catchUp(hello: T): Promise<void>;
  /** The stream is open, what was missed has been told, and what waited too. */
  restored(): void;
  lost(reason: string): void;
}

export interface FollowerLimits {
  /** Waits before the next try, in ms; the last one for all further tries. */
  readonly backOff: readonly number[];
  /** Events that may wait for a catch-up; with more the stream is opened anew. */
  readonly waiting: number;
}

/**
 * The event stream of one life of a server, connected again whenever it ends. Providers replay nothing, so each time what was
 * missed is read from their history, before anything live is passed on.
 */
export class Follower<T> {
  readonly #connectTo: Connect<T>;
  readonly #host: FollowerHost<T>;
  readonly #limits: FollowerLimits;
  #disconnect: () => void = () => undefined;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  /** The connection that counts; what an older one brings is not heard. */
  #connection = 0;
  #waiting: T[] | null = null;
  #live = false;
  #ended = false;
  readonly #wakers = new Set<() => void>();

  constructor(connectTo: Connect<T>, host: FollowerHost<T>, limits: FollowerLimits) {
    this.#connectTo = connectTo;
    this.#host = host;
    this.#limits = limits;
    this.#connect();
  }

  /** Resolves to whether the stream is live: when it is, or has been ended, or `signal` aborts. */
  async ready(signal: AbortSignal): Promise<boolean> {
    if (this.#live || this.#ended || signal.aborted) return this.#live;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#wakers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wakers.add(done);
      signal.addEventListener('abort', done);
    });
    return this.#live;
  }

  end(): void {
    this.#ended = true;
    this.#live = false;
    this.#connection += 1;
    this.#waiting = null;
    clearTimeout(this.#retry);
    this.#disconnect();
    this.#wake();
  }

  #connect(): void {
    this.#connection += 1;
    const connection = this.#connection;
    const current = () => connection === this.#connection;
    this.#disconnect = this.#connectTo({
      opened: (hello) => {
        if (current()) void this.#opened(connection, hello);
      },
      item: (item) => {
        if (current()) this.#item(item);
      },
      closed: (reason) => {
        if (current()) this.#lost(reason);
      },
    });
  }

  async #opened(connection: number, hello: T): Promise<void> {
    const waiting: T[] = [];
    this.#waiting = waiting;
    const caughtUp = await this.#host.catchUp(hello).then(
      () => true,
      () => false,
    );
    if (connection !== this.#connection) return;
    if (!caughtUp) return this.#lost('catching up failed');
    this.#waiting = null;
    this.#live = true;
    this.#attempt = 0;
    for (const item of waiting) this.#host.event(item);
    this.#host.restored();
    this.#wake();
  }

  #item(item: T): void {
    if (this.#live) this.#host.event(item);
    else if (this.#waiting && this.#waiting.length < this.#limits.waiting) this.#waiting.push(item);
    else if (this.#waiting) this.#lost('too many events while catching up');
  }

  #lost(reason: string): void {
    const wasLive = this.#live;
    this.#live = false;
    this.#waiting = null;
    this.#connection += 1;
    this.#disconnect();
    if (this.#ended) return;
    if (wasLive) this.#host.lost(reason);
    const { backOff } = this.#limits;
    const wait = backOff[Math.min(this.#attempt, backOff.length - 1)] ?? 0;
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }
}
