import type { LiveMessage, ThreadId } from '@plumbline/lifecycle';
import type { Client } from '../create-client.ts';
import { isFinal, isRefused } from '../failure.ts';
import { BackOff } from './back-off.ts';
import { lendSignal } from './lend-signal.ts';
import { connecting, type LinkState } from './link.ts';
import type { StreamSlots } from './slots.ts';
import { subscribeOnce } from './subscribe.ts';
import { wait } from './wait.ts';

/** How often a client without a stream asks. */
const pollMs = 3_000;
/** A slot that is free is had within this time; until then nothing is said of polling. */
const slotMs = 100;

export interface StreamEvents {
  messages(messages: readonly LiveMessage[]): void;
  link(state: LinkState): void;
  /** The stream is about to open anew where it has no cursor to follow on. */
  discontinuous(): void;
  poll(): Promise<void>;
  failed(error: unknown): void;
}

/** One connection to `live`, kept for as long as it is wanted: reconnects for ever, or polls when it has no slot. */
export class LiveStream {
  readonly threadId: ThreadId | null;
  readonly #client: Client;
  readonly #slots: StreamSlots;
  readonly #events: StreamEvents;
  readonly #closed = new AbortController();
  readonly #backOff = new BackOff();
  #cursor: string | null;
  #state: LinkState = connecting;
  #skewMs: number | undefined;
  /** Aborted to make whatever is waited for go on: the mode changed, or the network is back. */
  #nudge = new AbortController();

  constructor(client: Client, slots: StreamSlots, threadId: ThreadId | null, cursor: string | null, events: StreamEvents) {
    this.#client = client;
    this.#slots = slots;
    this.threadId = threadId;
    this.#cursor = cursor;
    this.#events = events;
  }

  start(): void {
    void this.#run();
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  get state(): LinkState {
    return this.#state;
  }

  close(): void {
    this.#closed.abort();
  }

  /** The page is visible or the network is back: try now, not after the waiting time. */
  wake(): void {
    if (this.#state.connection === 'live' && !this.#state.polling) return;
    this.#backOff.reset();
    this.#poke();
  }

  async #run(): Promise<void> {
    const giveBack = this.#slots.want();
    const forget = this.#slots.onChange(() => this.#poke());
    if (this.#slots.mode() === 'poll') await wait(slotMs, this.#closed.signal, this.#nudge.signal);
    while (!this.#closed.signal.aborted) {
      this.#nudge = new AbortController();
      if (this.#slots.mode() === 'open') await this.#follow();
      else await this.#poll();
    }
    forget();
    giveBack();
  }

  #poke(): void {
    this.#nudge.abort();
  }

  async #follow(): Promise<void> {
    const stop = new AbortController();
    const end = () => stop.abort();
    this.#closed.signal.addEventListener('abort', end, { once: true });
    const lost = this.#slots.onChange(() => this.#slots.mode() === 'poll' && end());
    if (this.#cursor === null) this.#events.discontinuous();
    if (this.#state.connection !== 'stale') this.#say({ connection: 'catching-up', polling: false });
    try {
      const from = { threadId: this.threadId, cursor: this.#cursor };
      await subscribeOnce(this.#client, from, stop.signal, (cursor, messages) => this.#heard(cursor, messages));
      if (!stop.signal.aborted) await this.#pause();
    } catch (error) {
      await this.#lost(error);
    } finally {
      this.#closed.signal.removeEventListener('abort', end);
      lost();
    }
  }

  #heard(cursor: string, messages: readonly LiveMessage[]): void {
    if (this.#closed.signal.aborted) return;
    this.#cursor = cursor;
    this.#backOff.reset();
    this.#events.messages(messages);
    const ready = messages.findLast((message) => message.kind === 'ready');
    if (!ready) return;
    this.#skewMs = ready.at - Date.now();
    this.#say({ connection: 'live', polling: false });
  }

  async #lost(error: unknown): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const final = isFinal(error) ? error : await this.#probe(error);
    if (final === null) return this.#pause();
    this.#fail(final);
  }

  /**
   * A browser's EventSource does not tell the status with which it was refused; a plain call does. Resolves to the error
   * if it is final.
   */
  async #probe(error: unknown): Promise<unknown> {
    if (error instanceof Error && 'data' in error && error.data) return null; // the server spoke: a 5xx
    try {
      await lendSignal(this.#closed.signal, (signal) => this.#client.thread.list.query({ limit: 1 }, { context: { alone: true }, signal }));
      return null;
    } catch (answer) {
      return isRefused(answer) ? answer : null;
    }
  }

  #fail(error: unknown): void {
    if (this.#closed.signal.aborted) return;
    this.close();
    this.#events.failed(error);
  }

  async #pause(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#say({ connection: 'stale', staleSince: this.#state.staleSince ?? Date.now(), polling: false });
    await wait(this.#backOff.next(), this.#closed.signal, this.#nudge.signal);
  }

  async #poll(): Promise<void> {
    try {
      await this.#events.poll();
      this.#backOff.reset();
      this.#say({ connection: 'live', polling: true });
      await wait(pollMs, this.#closed.signal, this.#nudge.signal);
    } catch (error) {
      if (isRefused(error)) return this.#fail(error);
      this.#say({ connection: 'stale', staleSince: this.#state.staleSince ?? Date.now(), polling: true });
      await wait(Math.max(this.#backOff.next(), 1_000), this.#closed.signal, this.#nudge.signal);
    }
  }

  #say(state: LinkState): void {
    if (this.#closed.signal.aborted) return;
    const same = state.connection === this.#state.connection && state.polling === this.#state.polling;
    if (same && state.staleSince === this.#state.staleSince) return;
    this.#state = this.#skewMs === undefined ? state : { ...state, skewMs: this.#skewMs };
    this.#events.link(this.#state);
  }
}
