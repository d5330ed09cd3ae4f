import type { CommandId, ThreadId } from '@plumbline/lifecycle';
import type { Client } from '../create-client.ts';
import { type FailedWish, withFailure, withoutFailure, withoutSuperseded } from './failures.ts';
import type { Predictor } from './predictor.ts';
import { type Answer, ask, type Wish } from './wish.ts';

/** Who shows predictions of a thread. */
export interface Predicting {
  asked(asked: Asked): void;
  granted(commandId: CommandId, version: number): void;
  /** By the server, or there was no answer. */
  refused(commandId: CommandId): void;
  /** The kept failures are other ones. */
  failuresChanged(): void;
}

/** A wish without an answer. `begin` makes the predictor of a follower that has none. */
export interface Asked {
  readonly commandId: CommandId;
  readonly wish: Wish;
  readonly begin: () => Predictor;
}

/** The wishes of one thread on their way, what became of them, and who shows them. */
class ThreadDesk {
  readonly watching = new Set<Predicting>();
  failed: readonly FailedWish[] = [];
  readonly underway = new Set<Asked>();
  /** The newest version that a send was answered with. */
  sentVersion = 0;

  setFailed(failed: readonly FailedWish[]): void {
    if (failed === this.failed) return;
    this.failed = failed;
    for (const each of this.watching) each.failuresChanged();
  }

  /**
   * The user sees his own messages before the server's events tell of them, and a stop that names an older version would pass
   * them by (rule 8).
   */
  seen(wish: Wish): Wish {
    if (wish.type !== 'thread.turn.interrupt' || wish.seenVersion === undefined) return wish;
    if ([...this.underway].some((each) => each.wish.type === 'thread.turn.start')) return { type: wish.type };
    return { ...wish, seenVersion: Math.max(wish.seenVersion, this.sentVersion) };
  }
}

/** All wishes of one client; a thread takes room only while something of it is watched, under way or kept. */
export class Desk {
  readonly #client: Client;
  readonly #threads = new Map<ThreadId, ThreadDesk>();

  constructor(client: Client) {
    this.#client = client;
  }

  watch(threadId: ThreadId, who: Predicting): () => void {
    this.#of(threadId).watching.add(who);
    return () => {
      this.#threads.get(threadId)?.watching.delete(who);
      this.#tidy(threadId);
    };
  }

  failed(threadId: ThreadId): readonly FailedWish[] {
    return this.#threads.get(threadId)?.failed ?? [];
  }

  /** Who begins to watch when a wish is on its way already, shows it too. */
  underway(threadId: ThreadId): readonly Asked[] {
    return [...(this.#threads.get(threadId)?.underway ?? [])];
  }

  /** `begin`: see Asked. Throws TRPCClientError. */
  async ask(threadId: ThreadId, commandId: CommandId, wanted: Wish, begin: () => Predictor): Promise<Answer> {
    const thread = this.#of(threadId);
    const wish = thread.seen(wanted);
    const asked: Asked = { commandId, wish, begin };
    thread.underway.add(asked);
    thread.setFailed(withoutSuperseded(thread.failed, wish));
    for (const each of thread.watching) each.asked(asked);
    try {
      const answer = await ask(this.#client, threadId, commandId, wish);
      if (wish.type === 'thread.turn.start') thread.sentVersion = Math.max(thread.sentVersion, answer.version);
      for (const each of thread.watching) each.granted(commandId, answer.version);
      return answer;
    } catch (error) {
      for (const each of thread.watching) each.refused(commandId);
      thread.setFailed(withFailure(thread.failed, commandId, wish, error));
      throw error;
    } finally {
      thread.underway.delete(asked);
      this.#tidy(threadId);
    }
  }

  /** Takes a failed wish off the list, to be asked again or given up. */
  take(threadId: ThreadId, commandId: CommandId): FailedWish | undefined {
    const thread = this.#threads.get(threadId);
    const taken = thread?.failed.find((each) => each.commandId === commandId);
    thread?.setFailed(withoutFailure(thread.failed, commandId));
    this.#tidy(threadId);
    return taken;
  }

  #of(threadId: ThreadId): ThreadDesk {
    const known = this.#threads.get(threadId);
    if (known) return known;
    const thread = new ThreadDesk();
    this.#threads.set(threadId, thread);
    return thread;
  }

  #tidy(threadId: ThreadId): void {
    const thread = this.#threads.get(threadId);
    if (thread && thread.watching.size + thread.underway.size + thread.failed.length === 0) this.#threads.delete(threadId);
  }
}
