import { randomUUID } from 'node:crypto';
import {
  type BlobId,
  type Command,
  decide,
  type ItemId,
  type LiveMessage,
  type MessageId,
  type ProjectId,
  summarize,
  type ThreadEvent,
  type ThreadId,
  type TurnId,
} from '@plumbline/lifecycle';
import { type DispatchInput, type DispatchResult, type Runtime, type RuntimeCommand, RuntimeFault } from '@plumbline/runtime';
import type { LoggedEvent, Project } from '@plumbline/store';
import { memoryAccessStore } from './memory-access-store.ts';
import { MemoryThread } from './memory-thread.ts';

/**
 * A runtime without a database and without agents, for tests of the API and of clients: threads in memory, folded by the
 * real rules, and a log that `live` follows by cursor. What agents would do, a test does with `append` and `stream`.
 */
export class MemoryRuntime implements Runtime {
  readonly version = 'test';
  readonly state = 'ready';
  readonly access = memoryAccessStore();
  /** Turns on a page of thread.get and thread.history. */
  pageTurns = 20;
  /** Of the log; another one is another database. */
  logEpoch = 'epoch-1';
  /** Every call of these is refused with the error given. */
  readonly failing: { get?: Error; list?: Error; live?: Error } = {};
  /** How often each was called. */
  readonly calls = { get: 0, list: 0, live: 0 };
  readonly #threads = new Map<ThreadId, MemoryThread>();
  readonly #projects = new Map<ProjectId, Project>();
  readonly #log: LoggedEvent[] = [];
  readonly #readers = new Set<Reader>();
  readonly #shutdown = new AbortController();

  get shutdown(): AbortSignal {
    return this.#shutdown.signal;
  }

  /** Streams that are open now. */
  get readers(): number {
    return this.#readers.size;
  }

  get head(): number {
    return this.#log.length;
  }

  /** Appends events to a thread, which begins with its first. */
  append(threadId: string, ...events: readonly (ThreadEvent | null)[]): void {
    const id = threadId as ThreadId;
    const thread = this.#threads.get(id) ?? new MemoryThread(id);
    this.#threads.set(id, thread);
    for (const event of events) {
      this.#log.push({ ...thread.append(event, 1_000 + this.#log.length), sequence: this.#log.length + 1 });
    }
    if (thread.state?.removed) this.#threads.delete(id);
    this.#wake();
  }

  /** Stores a piece of streaming text, and tells it. `lose`: stores it and tells nobody. */
  stream(threadId: string, itemId: string, text: string, { lose = false } = {}): void {
    const thread = this.thread(threadId);
    const offset = thread.texts.get(itemId as ItemId)?.length ?? 0;
    thread.texts.set(itemId as ItemId, (thread.texts.get(itemId as ItemId) ?? '') + text);
    if (lose) return;
    this.say(threadId, { kind: 'text', threadId: threadId as ThreadId, itemId: itemId as ItemId, offset, text });
  }

  /** Tells the readers of a thread something that is not in the log. */
  say(threadId: string | null, message: LiveMessage): void {
    for (const reader of this.#readers) if (threadId === null || reader.threadId === threadId) reader.said.push(message);
    this.#wake();
  }

  /** Forgets the events before `sequence`, so that a reader from there is reset. */
  forgetBefore(sequence: number): void {
    this.#forgotten = sequence;
  }
  #forgotten = 0;

  thread(threadId: string): MemoryThread {
    const thread = this.#threads.get(threadId as ThreadId);
    if (!thread) throw new RuntimeFault('THREAD_NOT_FOUND', 'There is no such thread.');
    return thread;
  }

  readonly projects: Runtime['projects'] = {
    list: async () => [...this.#projects.values()].map((project) => ({ ...project, available: true })),
    add: async ({ path, title }) => {
      if (!path.startsWith('/')) throw new RuntimeFault('PROJECT_PATH_INVALID', 'The path is not absolute.');
      const projectId = randomUUID() as ProjectId;
      this.#projects.set(projectId, { projectId, path, title: title ?? path, createdAt: 1 });
      this.say(null, { kind: 'changed', what: 'projects' });
      return { sequence: this.head, version: 0, projectId };
    },
    update: async ({ projectId }) => ({ sequence: this.head, version: 0, projectId }),
    commands: async () => ({ commands: [{ name: 'review' }] }),
    files: async () => ({ files: [{ path: 'README.md' }], whole: true }),
    remove: async ({ projectId }) => {
      this.#projects.delete(projectId);
      return { sequence: this.head, version: 0, projectId };
    },
  };

  readonly attachments: Runtime['attachments'] = {
    keep: async (data) => ({ blobId: 'upload-1' as BlobId, mime: 'text/plain', bytes: data.length }),
    open: async () => ({ mime: 'text/plain', data: new Uint8Array() }),
  };

  readonly providers: Runtime['providers'] = { list: async () => [] };

  readonly threads: Runtime['threads'] = {
    list: async ({ archived = false, cursor, limit = 100 }) => {
      this.calls.list += 1;
      if (this.failing.list) throw this.failing.list;
      const all = [...this.#threads.values()].flatMap(({ state }) => (state ? [summarize(state)] : []));
      const wanted = all.filter((summary) => (summary.archivedAt !== undefined) === archived);
      const from = Number(cursor ?? 0);
      const more = from + limit < wanted.length ? { cursor: String(from + limit) } : {};
      return { threads: wanted.slice(from, from + limit), ...more };
    },
    get: async (threadId) => {
      this.calls.get += 1;
      if (this.failing.get) throw this.failing.get;
      return this.thread(threadId).snapshot(this.#cursor(this.head), this.pageTurns);
    },
    history: async (threadId, olderCursor) => this.thread(threadId).page(this.pageTurns, Number(olderCursor)),
    read: async (threadId) => {
      const { state } = this.thread(threadId);
      if (!state) throw new RuntimeFault('THREAD_NOT_FOUND', 'There is no such thread.');
      return { thread: summarize(state), queue: state.queue, pieces: this.thread(threadId).pieces() };
    },
    search: async () => ({ hits: [] }),
    ignored: async (threadId, { before = Number.POSITIVE_INFINITY, limit = 50 }) => {
      const all = this.thread(threadId).ignored.filter(({ id }) => id < before);
      const signals = all.slice(-limit).reverse();
      const last = signals.at(-1);
      return { signals, ...(all.length > limit && last ? { before: last.id } : {}) };
    },
    log: async () => ({ events: [] }),
    inspect: async () => ({ provider: null, bound: false, effects: [] }),
    blob: async () => {
      throw new RuntimeFault('BLOB_NOT_FOUND', 'There is no such output.');
    },
  };

  async dispatch({ command }: DispatchInput): Promise<DispatchResult> {
    const threadId = command.type === 'thread.create' ? (randomUUID() as ThreadId) : command.threadId;
    const state = command.type === 'thread.create' ? null : this.thread(threadId).state;
    const made = toCommand(threadId, command);
    const decided = decide(state, made, 1_000);
    if (!decided.ok) throw new RuntimeFault(decided.refusal.code, decided.refusal.message, decided.refusal);
    this.append(threadId, ...decided.events);
    const version = this.#threads.get(threadId)?.state?.version ?? 0;
    const ids = made.type === 'thread.turn.start' ? { messageId: made.messageId, turnId: made.turnId } : {};
    return { sequence: this.head, version, threadId, ...ids, ...(decided.fate && { fate: decided.fate }) };
  }

  async *live(input: { threadId?: ThreadId; cursor?: string }, signal: AbortSignal) {
    this.calls.live += 1;
    if (this.failing.live) throw this.failing.live;
    const reader = new Reader(input.threadId ?? null);
    this.#readers.add(reader);
    const wake = () => reader.wake();
    signal.addEventListener('abort', wake);
    try {
      const reset = this.#resetReason(input.cursor);
      let sequence = input.cursor === undefined || reset ? this.head : sequenceOf(input.cursor);
      const first: LiveMessage[] = [...this.#after(sequence, reader), ...this.#texts(input.threadId), { kind: 'ready', at: 1_000 }];
      reader.said = [];
      sequence = this.head;
      yield { cursor: this.#cursor(sequence), messages: reset ? [reset, ...first] : first };
      while (!signal.aborted) {
        await reader.news;
        reader.still();
        if (signal.aborted) return;
        const messages = [...this.#after(sequence, reader), ...reader.said];
        reader.said = [];
        sequence = this.head;
        if (messages.length > 0) yield { cursor: this.#cursor(sequence), messages };
      }
    } finally {
      signal.removeEventListener('abort', wake);
      this.#readers.delete(reader);
    }
  }

  async status(): Promise<Awaited<ReturnType<Runtime['status']>>> {
    const database = { url: 'memory:', bytes: 0, events: this.head, healed: 0, writable: true };
    const threads = { total: this.#threads.size, removed: 0, live: 0 };
    return { version: this.version, dataDir: '/nowhere', database, sequence: this.head, threads, providers: [], ignored: {}, uptimeMs: 1 };
  }

  async metrics() {
    return { contentType: 'text/plain', body: '' };
  }

  async verify() {
    return { outcome: 'clean' as const, threads: this.#threads.size, removed: 0, events: this.head, tookMs: 1 };
  }

  async backup() {
    return { file: '/nowhere/backup.db', bytes: 0 };
  }

  async stop(): Promise<void> {
    this.#shutdown.abort();
  }

  #after(sequence: number, reader: Reader): LiveMessage[] {
    const events = this.#log.slice(sequence);
    const changed = new Set(events.map((event) => event.threadId));
    const own = events.filter((event) => event.threadId === reader.threadId).map((event): LiveMessage => ({ kind: 'event', ...event }));
    return [...own, ...[...changed].map((threadId) => this.#latest(threadId))];
  }

  #latest(threadId: ThreadId): LiveMessage {
    const state = this.#threads.get(threadId)?.state;
    return state ? { kind: 'summary', summary: summarize(state) } : { kind: 'removed', threadId };
  }

  #texts(threadId: ThreadId | undefined): LiveMessage[] {
    const thread = threadId && this.#threads.get(threadId);
    if (!thread) return [];
    return [...thread.texts].map(([itemId, text]) => ({ kind: 'text', threadId: thread.threadId, itemId, offset: 0, text }));
  }

  #resetReason(cursor: string | undefined): Extract<LiveMessage, { kind: 'reset' }> | null {
    if (cursor === undefined) return null;
    if (!cursor.startsWith(`${this.logEpoch}.`)) return { kind: 'reset', reason: 'epoch' };
    if (sequenceOf(cursor) > this.head) return { kind: 'reset', reason: 'future' };
    return sequenceOf(cursor) < this.#forgotten ? { kind: 'reset', reason: 'too-old' } : null;
  }

  #cursor(sequence: number): string {
    return `${this.logEpoch}.${sequence}`;
  }

  #wake(): void {
    for (const reader of this.#readers) reader.wake();
  }
}

/** One open stream. */
class Reader {
  readonly threadId: ThreadId | null;
  said: LiveMessage[] = [];
  news!: Promise<void>;
  wake!: () => void;

  constructor(threadId: ThreadId | null) {
    this.threadId = threadId;
    this.still();
  }

  still(): void {
    this.news = new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

function sequenceOf(cursor: string): number {
  return Number(cursor.slice(cursor.lastIndexOf('.') + 1));
}

function toCommand(threadId: ThreadId, command: RuntimeCommand): Command {
  switch (command.type) {
    case 'thread.create': {
      const settings = { provider: 'opencode', model: 'practice/plain', ...command.settings };
      return { type: command.type, threadId, projectId: command.projectId, settings, ...(command.title && { title: command.title }) };
    }
    case 'thread.turn.start': {
      const ids = { messageId: randomUUID() as MessageId, turnId: randomUUID() as TurnId, itemId: randomUUID() as ItemId };
      return { type: command.type, ...ids, text: command.text, attachments: [] };
    }
    case 'thread.turn.interrupt':
      return { type: command.type, by: 'user', ...(command.seenVersion !== undefined && { seenVersion: command.seenVersion }) };
    case 'thread.configure':
      return { type: command.type, settings: command.settings, noticeId: randomUUID() as ItemId };
    case 'thread.task.stop':
      return { type: command.type, taskId: command.taskId, force: command.force ?? false };
    case 'thread.session.stop':
      return { type: command.type, force: command.force ?? false };
    case 'thread.fork':
      throw new RuntimeFault('FORK_IMPOSSIBLE', 'There is no agent here.');
    case 'thread.rewind':
      throw new RuntimeFault('REWIND_IMPOSSIBLE', 'There is no agent here.');
    case 'thread.session.reconcile':
      return { type: 'thread.session.start' };
    default:
      return command;
  }
}
