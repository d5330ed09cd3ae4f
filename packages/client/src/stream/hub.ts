import type { LiveMessage, ThreadId } from '@plumbline/lifecycle';
import type { Client } from '../create-client.ts';
import { isRefused } from '../failure.ts';
import { earlier } from './cursor.ts';
import { connecting, type LinkState, type Listener } from './link.ts';
import { LiveStream } from './live-stream.ts';
import type { StreamSlots } from './slots.ts';

/** Leaving one thread for another is one change of the stream, not two. */
const settleMs = 5;

/**
 * The streams of one client: one, which carries the followed thread and what concerns lists. Each further thread that is
 * followed at the same time opens another one; pages follow one thread.
 */
export class LiveHub {
  readonly #client: Client;
  readonly #slots: StreamSlots;
  readonly #listeners = new Set<Listener>();
  readonly #streams = new Map<ThreadId | null, LiveStream>();
  #settling: ReturnType<typeof setTimeout> | undefined;
  #forgetPage: (() => void) | null = null;

  constructor(client: Client, slots: StreamSlots) {
    this.#client = client;
    this.#slots = slots;
  }

  /** Begins to tell `listener`; the returned function ends it. */
  attach(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#forgetPage ??= watchPage(() => this.#wake());
    this.settleSoon();
    return () => {
      this.#listeners.delete(listener);
      this.settleSoon();
    };
  }

  /** To be called when the cursor of a listener has become known. */
  settleSoon(): void {
    this.#settling ??= setTimeout(() => this.#settle(), settleMs);
  }

  /** How far a listener of this thread can trust what it has. */
  linkOf(threadId: ThreadId | null): LinkState {
    if (threadId !== null) return this.#streams.get(threadId)?.state ?? connecting;
    const states = [...this.#streams.values()].map((stream) => stream.state);
    return states.find((state) => state.connection === 'live') ?? states[0] ?? connecting;
  }

  /** Level-triggered: opens what is wanted, lets go of what is not; a stream that goes hands its cursor on. */
  #settle(): void {
    this.#settling = undefined;
    const wanted = this.#wanted();
    const surplus = [...this.#streams.values()].filter((stream) => !wanted.has(stream.threadId));
    for (const [threadId, cursor] of wanted) {
      if (this.#streams.has(threadId)) continue;
      const replaced = surplus.shift();
      if (replaced) this.#close(replaced);
      this.#open(threadId, handedOn(cursor, replaced?.cursor ?? null));
    }
    for (const stream of surplus) this.#close(stream);
    if (this.#listeners.size > 0) return;
    this.#forgetPage?.();
    this.#forgetPage = null;
  }

  /** Threads to follow, each with the cursor from which nothing may be missed; `null` stands for lists alone. */
  #wanted(): Map<ThreadId | null, string | null> {
    const threads = new Map<ThreadId | null, string | null>();
    let waiting = false;
    for (const listener of this.#listeners) {
      if (listener.threadId === null) continue;
      const cursor = listener.cursor();
      if (cursor === null) waiting = true;
      else threads.set(listener.threadId, earliest(threads.get(listener.threadId) ?? null, cursor));
    }
    if (waiting && threads.size === 0) return new Map([...this.#streams.keys()].map((threadId) => [threadId, null]));
    if (threads.size > 0 || this.#listeners.size === 0) return threads;
    return new Map([[null, null]]);
  }

  #open(threadId: ThreadId | null, cursor: string | null): void {
    const stream: LiveStream = new LiveStream(this.#client, this.#slots, threadId, cursor, {
      messages: (messages) => this.#tell(stream, messages),
      link: () => this.#tellLink(stream),
      discontinuous: () => this.#each(stream, (listener) => listener.discontinuous()),
      poll: () => this.#pollAll(stream),
      failed: (error) => this.#failed(stream, error),
    });
    this.#streams.set(threadId, stream);
    stream.start();
  }

  #close(stream: LiveStream): void {
    stream.close();
    if (this.#streams.get(stream.threadId) === stream) this.#streams.delete(stream.threadId);
  }

  #tell(stream: LiveStream, messages: readonly LiveMessage[]): void {
    this.#each(stream, (listener) => listener.messages(messages));
  }

  #tellLink(stream: LiveStream): void {
    this.#each(stream, (listener) => listener.link(this.linkOf(listener.threadId)));
  }

  async #pollAll(stream: LiveStream): Promise<void> {
    const asked: Promise<void>[] = [];
    this.#each(stream, (listener) => asked.push(listener.poll()));
    await Promise.all(asked);
  }

  /** A refusal ends everything; another final error ends what was asked of this thread. */
  #failed(stream: LiveStream, error: unknown): void {
    this.#close(stream);
    const all = isRefused(error) || stream.threadId === null;
    for (const listener of [...this.#listeners]) {
      if (!all && listener.threadId !== stream.threadId) continue;
      this.#listeners.delete(listener);
      listener.failed(error);
    }
    this.settleSoon();
  }

  /** Listeners of the stream's thread, and those of lists. */
  #each(stream: LiveStream, told: (listener: Listener) => void): void {
    for (const listener of [...this.#listeners]) {
      if (listener.threadId === null || listener.threadId === stream.threadId) told(listener);
    }
  }

  #wake(): void {
    for (const stream of this.#streams.values()) stream.wake();
  }
}

function earliest(one: string | null, other: string): string {
  return one === null ? other : earlier(one, other);
}

/** Lists must miss nothing between the old stream and the new one. */
function handedOn(wanted: string | null, replaced: string | null): string | null {
  if (wanted === null || replaced === null) return wanted ?? replaced;
  return earlier(wanted, replaced);
}

/** A page that becomes visible, or whose network is back, tries at once. */
function watchPage(wake: () => void): () => void {
  if (typeof globalThis.document === 'undefined') return () => {};
  const seen = () => document.visibilityState === 'visible' && wake();
  document.addEventListener('visibilitychange', seen);
  globalThis.addEventListener('online', wake);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    globalThis.removeEventListener('online', wake);
  };
}
