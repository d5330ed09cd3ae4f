import type { ConnectionEvents } from '../../hosted/follower.ts';
import { pause } from '../../hosted/pause.ts';
import type { StreamItem } from '../native.ts';

/** Between two tries to be heard, in ms. */
const tryPause = 20;
/** For one wait, in ms. The longest that was measured is 487. */
const patience = 3_000;

/**
 * OpenCode greets a connection to its event stream before it begins to listen to its own events, and what happens in between is
 * told to nobody: measured, the first event after the greeting was lost in 17 of 60 connections. So the stream is not trusted
 * before something has come through it; where nothing comes by itself, an event without effect is made.
 */
export class Listening {
  readonly #provoke: (directory: string, signal: AbortSignal) => Promise<void>;
  /** Aborts when the open connection has carried its first event, or is closed. Null: there is nothing to wait for. */
  #silent: AbortController | null = null;

  /** `provoke` makes OpenCode publish an event that changes nothing. */
  constructor(provoke: (directory: string, signal: AbortSignal) => Promise<void>) {
    this.#provoke = provoke;
  }

  /** Passes a connection's events on, and learns from them. */
  over(events: ConnectionEvents<StreamItem>): ConnectionEvents<StreamItem> {
    return {
      opened: (hello) => {
        this.#silent = new AbortController();
        events.opened(hello);
      },
      item: (item) => {
        this.#over();
        events.item(item);
      },
      closed: (reason) => {
        this.#over();
        events.closed(reason);
      },
    };
  }

  /**
   * Resolves when nothing that happens from now on can be missed by an open stream, after 3 s in any case; at once when the
   * stream is away, for then all is read back when it opens. `directory`: one that OpenCode answers for.
   */
  async sure(directory: string, deadline: AbortSignal): Promise<void> {
    const silent = this.#silent?.signal;
    if (!silent || silent.aborted) return;
    const end = AbortSignal.any([silent, deadline, AbortSignal.timeout(patience)]);
    while (!end.aborted) {
      await this.#provoke(directory, end).catch(() => undefined);
      await pause(tryPause, end);
    }
  }

  #over(): void {
    this.#silent?.abort();
    this.#silent = null;
  }
}
