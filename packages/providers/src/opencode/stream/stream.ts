import type { StreamItem } from '../native.ts';
import type { Endpoint } from '../server/http.ts';
import { connect } from './connection.ts';

export interface StreamHost {
  /** An event, in order. Only between `catchUp` resolving and `lost`. */
  event(item: StreamItem): void;
  /** Reads and tells what was missed; live events wait until it resolves (rule 16). */
  catchUp(): Promise<void>;
  /** The stream is open and what was missed has been told. */
  restored(): void;
  lost(reason: string): void;
}

/** Waits before the next try, in ms. */
const backOff = [0, 100, 250, 500, 1_000, 2_000, 5_000];
/** Events that may wait for a catch-up; with more the stream is opened anew. */
const waitingLimit = 20_000;

/**
 * The global event stream of one life of the server, connected again whenever it ends. It has no replay, so each time what
 * was missed is read from the history, before anything live is passed on.
 */
export class Stream {
  readonly #endpoint: Endpoint;
  readonly #host: StreamHost;
  #disconnect: (() => void) | null = null;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  #connection = 0;
  #waiting: StreamItem[] | null = null;
  #live = false;
  #ended = false;
  #wakers: (() => void)[] = [];

  constructor(endpoint: Endpoint, host: StreamHost) {
    this.#endpoint = endpoint;
    this.#host = host;
    this.#connect();
  }

  get isLive(): boolean {
    return this.#live;
  }

  /** Resolves when the stream is live, or has been ended, or `signal` aborts. */
  async ready(signal: AbortSignal): Promise<boolean> {
    if (this.#live || this.#ended || signal.aborted) return this.#live;
    await new Promise<void>((resolve) => {
      this.#wakers.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return this.#live;
  }

  end(): void {
    this.#ended = true;
    this.#live = false;
    this.#connection += 1;
    this.#waiting = null;
    clearTimeout(this.#retry);
    this.#disconnect?.();
    this.#wake();
  }

  #connect(): void {
    const connection = ++this.#connection;
    const current = () => connection === this.#connection;
    this.#disconnect = connect(this.#endpoint, {
      opened: () => {
        if (current()) void this.#opened(connection);
      },
      item: (item) => {
        if (current()) this.#item(item);
      },
      closed: (reason) => {
        if (current()) this.#lost(reason);
      },
    });
  }

  async #opened(connection: number): Promise<void> {
    this.#waiting = [];
    try {
      await this.#host.catchUp();
    } catch {
      if (connection === this.#connection) this.#drop('catching up failed');
      return;
    }
    if (connection !== this.#connection) return;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#live = true;
    this.#attempt = 0;
    for (const item of waiting) this.#host.event(item);
    this.#host.restored();
    this.#wake();
  }

  #item(item: StreamItem): void {
    if (this.#live) this.#host.event(item);
    else if (this.#waiting && this.#waiting.length < waitingLimit) this.#waiting.push(item);
    else if (this.#waiting) this.#drop('too many events while catching up');
  }

  #drop(reason: string): void {
    this.#disconnect?.();
    this.#lost(reason);
  }

  #lost(reason: string): void {
    const wasLive = this.#live;
    this.#live = false;
    this.#waiting = null;
    this.#connection += 1;
    if (this.#ended) return;
    if (wasLive) this.#host.lost(reason);
    const wait = backOff[Math.min(this.#attempt, backOff.length - 1)] ?? 0;
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
