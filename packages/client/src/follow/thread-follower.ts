import type { CommandId, LiveMessage, ThreadId, ThreadSnapshot, ThreadState } from '@plumbline/lifecycle';
import { TRPCClientError } from '@trpc/client';
import { type Client, deskOf, hubOf } from '../create-client.ts';
import { isFinal } from '../failure.ts';
import type { Asked, Predicting } from '../predict/desk.ts';
import type { FailedWish } from '../predict/failures.ts';
import type { Predictor } from '../predict/predictor.ts';
import { BackOff } from '../stream/back-off.ts';
import { lendSignal } from '../stream/lend-signal.ts';
import { connecting, type LinkState, type Listener } from '../stream/link.ts';
import { wait } from '../stream/wait.ts';
import { type Timeline, withOlder } from '../timeline/timeline.ts';
import { foldEvent, foldText, type Held, takeSnapshot } from './fold.ts';
import { Latest } from './latest.ts';

/** A thread as it is now. Parts that did not change are the same objects as before. */
export interface FollowedThread extends LinkState {
  readonly state: ThreadState;
  readonly timeline: Timeline;
  /** An event of the thread could not be read; the rest stands (rule 34). */
  readonly damaged: boolean;
  /** Something of it is predicted, and not yet told by the server (rule 31). */
  readonly predicted: boolean;
  /** Commands without a confirmation whose effect is shown, if they have one: predicted, or come before the answer. */
  readonly underway: readonly CommandId[];
  /** Wishes that failed, oldest first, until they are retried or dismissed (rule 32). */
  readonly failed: readonly FailedWish[];
}

/** Messages that wait while a snapshot is fetched; more than that and another snapshot is. */
const waitingLimit = 5_000;
/** A hole that a snapshot does not close is not asked about more often than this. */
const healEveryMs = 500;

/** Follows one thread for one reader: a snapshot, then the stream from its cursor, healed by snapshots. */
export class ThreadFollower implements Listener, Predicting {
  readonly threadId: ThreadId;
  readonly output = new Latest<FollowedThread>();
  readonly #client: Client;
  readonly #ended = new AbortController();
  readonly #detach: () => void;
  readonly #unwatch: () => void;
  #held: Held | null = null;
  /** Null: nothing was predicted yet. */
  #predictor: Predictor | null = null;
  #cursor: string | null = null;
  #link: LinkState = connecting;
  #waiting: LiveMessage[] = [];
  /** A snapshot is being fetched; `again`: and it will not do. */
  #fetching: { again: boolean } | null = null;
  #olderPage: Promise<void> | null = null;
  /** When the last snapshot was asked for, in ms since 1970. */
  #askedAt = 0;

  constructor(client: Client, threadId: ThreadId) {
    this.#client = client;
    this.threadId = threadId;
    this.#detach = hubOf(client).attach(this);
    this.#unwatch = deskOf(client).watch(threadId, this);
    void this.#fetch();
  }

  end(): void {
    this.#ended.abort();
    this.#detach();
    this.#unwatch();
    this.output.end();
  }

  /** Fetches the next older page of turns, if there is one. One at a time. */
  older(): Promise<void> {
    this.#olderPage ??= this.#fetchOlder().finally(() => {
      this.#olderPage = null;
    });
    return this.#olderPage;
  }

  cursor(): string | null {
    return this.#cursor;
  }

  messages(messages: readonly LiveMessage[]): void {
    if (this.#fetching || !this.#held) {
      this.#keep(messages);
      return;
    }
    this.#fold(messages);
    this.#publish();
  }

  link(state: LinkState): void {
    this.#link = state;
    this.#publish();
  }

  discontinuous(): void {
    void this.#fetch();
  }

  async poll(): Promise<void> {
    if (this.#fetching) return;
    try {
      this.#take(await this.#snapshot());
      this.#publish();
    } catch (error) {
      if (isFinal(error)) return this.failed(error);
      throw error;
    }
  }

  failed(error: unknown): void {
    this.#ended.abort();
    this.#detach();
    this.#unwatch();
    this.output.fail(error);
  }

  /** Nothing is predicted of a thread before it is there; `#take` looks what is on its way by then. */
  asked({ commandId, wish, begin }: Asked, late?: Held): void {
    if (!this.#held) return;
    this.#predictor ??= begin();
    this.#predictor.asked(commandId, wish, late);
    this.#publish();
  }

  granted(commandId: CommandId, version: number): void {
    if (!this.#held) return;
    this.#predictor?.granted(commandId, version, this.#held);
    this.#publish();
  }

  refused(commandId: CommandId): void {
    this.#predictor?.refused(commandId);
    this.#publish();
  }

  failuresChanged(): void {
    this.#publish();
  }

  #keep(messages: readonly LiveMessage[]): void {
    if (this.#waiting.length + messages.length <= waitingLimit) {
      this.#waiting.push(...messages);
      return;
    }
    this.#waiting = [];
    if (this.#fetching) this.#fetching.again = true;
  }

  #fold(messages: readonly LiveMessage[]): void {
    for (const message of messages) {
      if (!this.#held || this.#ended.signal.aborted) return;
      if (this.#foldOne(this.#held, message)) continue;
      void this.#fetch(healEveryMs);
      return;
    }
  }

  /** False: a snapshot is needed. */
  #foldOne(held: Held, message: LiveMessage): boolean {
    switch (message.kind) {
      case 'event':
        return this.#hold(foldEvent(held, message));
      case 'text':
        return message.threadId !== this.threadId || this.#hold(foldText(held, message));
      case 'reset':
        return false;
      case 'removed':
        if (message.threadId === this.threadId) this.#removed();
        return true;
      case 'summary':
      case 'changed':
      case 'ready':
        return true;
    }
  }

  #hold(folded: Held | 'hole'): boolean {
    if (folded === 'hole') return false;
    this.#confirm(folded);
    if (folded.state.removed) this.#removed();
    return true;
  }

  #confirm(held: Held): void {
    if (this.#held) this.#predictor?.confirmed(this.#held, held);
    this.#held = held;
  }

  #removed(): void {
    this.#publish();
    this.failed(threadNotFound());
  }

  /** Fetches a snapshot until there is one. `pauseMs`: not before; what comes meanwhile waits and is folded after it. */
  async #fetch(pauseMs = 0): Promise<void> {
    if (this.#fetching) {
      this.#fetching.again = true;
      return;
    }
    const backOff = new BackOff();
    const fetching = { again: true };
    this.#fetching = fetching;
    this.#publish();
    if (pauseMs > 0 && this.#askedAt + pauseMs > Date.now()) await wait(pauseMs, this.#ended.signal);
    this.#askedAt = Date.now();
    while (fetching.again && !this.#ended.signal.aborted) {
      fetching.again = false;
      try {
        this.#take(await this.#snapshot());
      } catch (error) {
        if (this.#ended.signal.aborted) return;
        if (isFinal(error)) return this.failed(error);
        fetching.again = true;
        this.#cutOff();
        await wait(backOff.next(), this.#ended.signal);
      }
    }
    this.#fetching = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#fold(waiting);
    this.#publish();
    hubOf(this.#client).settleSoon();
  }

  #snapshot(): Promise<ThreadSnapshot> {
    return lendSignal(this.#ended.signal, (signal) =>
      this.#client.thread.get.query({ threadId: this.threadId }, { signal, context: { alone: true } }),
    );
  }

  #take(snapshot: ThreadSnapshot): void {
    const first = this.#held === null;
    const held = takeSnapshot(this.#held, snapshot);
    this.#confirm(held);
    this.#cursor = snapshot.cursor;
    this.#link = hubOf(this.#client).linkOf(this.threadId);
    if (first) for (const each of deskOf(this.#client).underway(this.threadId)) this.asked(each, held);
    if (held.state.removed) this.#removed();
  }

  /** The first snapshot could not be had; once a stream is open, that tells. */
  #cutOff(): void {
    if (this.#link.connection === 'stale') return;
    this.#link = { connection: 'stale', staleSince: Date.now(), polling: this.#link.polling };
    this.#publish();
  }

  async #fetchOlder(): Promise<void> {
    const cursor = this.#held?.timeline.olderCursor;
    if (cursor === undefined) return;
    const page = await lendSignal(this.#ended.signal, (signal) =>
      this.#client.thread.history.query({ threadId: this.threadId, cursor }, { signal }),
    );
    if (!this.#held || this.#held.timeline.olderCursor !== cursor) return;
    this.#held = { ...this.#held, timeline: withOlder(this.#held.timeline, page) };
    this.#publish();
  }

  #publish(): void {
    if (!this.#held) return;
    const shown = this.#predictor?.over(this.#held) ?? this.#held;
    const { state, timeline, damaged } = shown;
    const failed = deskOf(this.#client).failed(this.threadId);
    const link = this.#fetching && this.#link.connection === 'live' ? { ...this.#link, connection: 'catching-up' as const } : this.#link;
    const underway = this.#predictor?.commandIds ?? [];
    this.output.put({ state, timeline, damaged, predicted: shown !== this.#held, underway, failed, ...link });
  }
}

/** The same error that the server answers for a thread that is not there. */
function threadNotFound(): TRPCClientError<never> {
  const data = { reason: 'THREAD_NOT_FOUND', httpStatus: 404, code: 'NOT_FOUND', remedy: 'The thread was removed; open another one.' };
  return TRPCClientError.from({ error: { message: 'The thread was removed.', code: -32004, data } } as never);
}
