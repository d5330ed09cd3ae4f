import { type Client, type FollowedThread, followThread } from '@plumbline/client';

export type ProviderName = 'opencode' | 'lying';

/** A live client of one thread. Remembers the longest text that it was ever shown of each item. */
export class Viewer {
  readonly threadId: string;
  readonly provider: ProviderName;
  /** By item id, over all reloads. */
  readonly shown = new Map<string, string>();
  /** Why the following ended, if it did by itself. */
  failure: string | undefined;
  #now: FollowedThread | undefined;
  #ended = new AbortController();
  #following: Promise<void>;
  /** One after the other, so that none is left following unseen. */
  #reloads: Promise<void> = Promise.resolve();

  constructor(client: Client, threadId: string, provider: ProviderName) {
    this.threadId = threadId;
    this.provider = provider;
    this.#following = this.#follow(client, this.#ended.signal);
  }

  get now(): FollowedThread | undefined {
    return this.#now;
  }

  /** What a reload of a page does: all that was held is gone, and a new stream begins. */
  reload(client: Client): Promise<void> {
    this.#reloads = this.#reloads.then(async () => {
      await this.close();
      this.#ended = new AbortController();
      this.#now = undefined;
      this.#following = this.#follow(client, this.#ended.signal);
    });
    return this.#reloads;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#following;
  }

  async #follow(client: Client, signal: AbortSignal): Promise<void> {
    try {
      for await (const now of followThread(client, this.threadId, { signal })) {
        this.#now = now;
        this.#remember(now);
      }
    } catch (error) {
      if (!signal.aborted) this.failure = String(error);
    }
  }

  #remember({ timeline }: FollowedThread): void {
    for (const view of [...timeline.turns].slice(-3)) {
      for (const item of view.items) {
        if (item.kind !== 'assistant' && item.kind !== 'reasoning') continue;
        if (item.text.length > (this.shown.get(item.itemId)?.length ?? 0)) this.shown.set(item.itemId, item.text);
      }
    }
  }
}
