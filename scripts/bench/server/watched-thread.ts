import { type Client, type FollowedThread, followThread } from '@plumbline/client';
import { clock } from '../measure.ts';

const deadlineMs = 30_000;

/** A thread as a typed client sees it, with the time at which it saw what one waits for. */
export class WatchedThread {
  readonly threadId: string;
  readonly #ended = new AbortController();
  readonly #waiting = new Set<{ readonly holds: (now: FollowedThread) => boolean; readonly done: (at: number) => void }>();
  #now: FollowedThread | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(client: Client, threadId: string) {
    this.threadId = threadId;
    this.#following = this.#follow(client);
  }

  get now(): FollowedThread | undefined {
    return this.#now;
  }

  /** When the client first saw it hold. */
  seen(what: string, holds: (now: FollowedThread) => boolean): Promise<number> {
    if (this.#now && holds(this.#now)) return Promise.resolve(clock());
    return new Promise((done, refused) => {
      const timer = setTimeout(() => refused(new Error(`The client did not see it: ${what}`)), deadlineMs);
      const waiter = {
        holds,
        done: (at: number) => {
          clearTimeout(timer);
          this.#waiting.delete(waiter);
          done(at);
        },
      };
      this.#waiting.add(waiter);
    });
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#following;
  }

  async #follow(client: Client): Promise<void> {
    for await (const now of followThread(client, this.threadId, { signal: this.#ended.signal })) {
      const at = clock();
      this.#now = now;
      for (const waiter of this.#waiting) if (waiter.holds(now)) waiter.done(at);
    }
  }
}
