import type {
  BlobId,
  CommandId,
  EventRecord,
  HistoryPage,
  Item,
  ItemId,
  MessageId,
  Millis,
  ProjectId,
  Request,
  RequestId,
  TaskId,
  ThreadEvent,
  ThreadId,
  ThreadSnapshot,
  ThreadState,
  ThreadSummary,
  TurnId,
  TurnRange,
  TurnRow,
} from '@plumbline/lifecycle';

/**
 * The store: event log, receipts and projections in one libSQL database, behind one writer. Everything that is written for
 * an append goes into one batch with it (rule 34). Every read is paged or bounded.
 */
export interface Store {
  /** Made with the database; the first half of every cursor. */
  readonly logEpoch: string;
  /** Sequence of the newest committed event; 0: none. */
  head(): number;

  /**
   * Queues an append; the writer drains its queue into one batch (group commit). Resolves when it is committed, with the
   * records in their places. Throws StoreFault: `VERSION_CONFLICT` when `expectedVersion` is not the thread's version,
   * `STORAGE_UNAVAILABLE` when the database refuses (full disk, lock held too long): then nothing of it was written.
   */
  append(append: Append): Promise<readonly LoggedEvent[]>;
  /** Remembers the answer to a command that appended nothing (a refusal is a receipt too, rule 27). */
  saveReceipt(receipt: Receipt): Promise<void>;
  receipt(commandId: CommandId): Promise<Receipt | null>;

  /** Appends to the shown text of streaming items, all in one batch; resolves when stored (rule 30: stored before shown). */
  appendText(texts: readonly StreamedText[]): Promise<void>;
  /** The stored text of the streaming items of a thread. */
  streamedTexts(threadId: ThreadId): Promise<Readonly<Record<ItemId, string>>>;

  /** The live state of a thread, read from its rows: bounded, without folding the log. */
  loadThread(threadId: ThreadId): Promise<LoadedThread | null>;
  /** Threads whose rows say that something may be going on: for start-up (rule 14). Archived ones too. */
  unsettledThreads(): Promise<readonly ThreadId[]>;
  /** Threads with a bound session or an open queue with messages. */
  threadsToDrain(): Promise<readonly ThreadId[]>;
  /** Who owns an id of a turn, an item or a request that has left the live state. */
  findTurn(threadId: ThreadId, turnId: TurnId): Promise<ThreadSnapshot['turns'][number] | null>;
  /** The turn that a message asked for, else the one that it was steered into. */
  findTurnByMessage(threadId: ThreadId, messageId: string): Promise<ThreadSnapshot['turns'][number] | null>;
  /** The newest turn that the agent had begun, live or settled: what its history may end with. */
  findNewestStarted(threadId: ThreadId): Promise<StartedTurn | null>;
  /** A turn of the thread, by its id or number; also one that it has from a thread that it was forked from. */
  findTurnOfPast(threadId: ThreadId, turn: TurnId | number): Promise<ThreadSnapshot['turns'][number] | null>;
  /** With which of its later turns this one left the conversation for good (rule 42): all that left with it; null: it has not. */
  findRewound(threadId: ThreadId, number: number): Promise<TurnRange | null>;
  /** The conversation of the agent in which a settled turn stands: private facts of the session.bound before its end. */
  findSessionOfTurn(threadId: ThreadId, turnId: TurnId): Promise<PrivateFacts | null>;
  /** The turns of this very thread from one on, oldest first; at most `limit`. */
  findTurnsFrom(threadId: ThreadId, number: number, limit: number): Promise<readonly AskedTurn[]>;
  findItem(itemId: ItemId): Promise<Item | null>;
  findRequest(
    requestId: RequestId,
  ): Promise<(ThreadSnapshot['requests'][number] & { readonly threadId: ThreadId; readonly private: PrivateFacts | null }) | null>;

  snapshot(threadId: ThreadId, limits?: PageLimits): Promise<ThreadSnapshot | null>;
  history(threadId: ThreadId, olderCursor: string, limits?: PageLimits): Promise<HistoryPage | null>;
  /** A whole thread from its first turn on, a page in memory at a time; a thread that is not there has no piece. */
  pieces(threadId: ThreadId): AsyncIterable<ThreadPiece>;
  summary(threadId: ThreadId): Promise<ThreadSummary | null>;
  listThreads(query: ThreadQuery): Promise<{ readonly threads: readonly ThreadSummary[]; readonly cursor?: string }>;
  /** Full-text search over messages, a page at a time. */
  search(query: SearchQuery): Promise<SearchPage>;
  /** Events after `sequence`, in order; of one thread if given. At most `limit` (default 500). */
  eventsAfter(sequence: number, options?: { readonly threadId?: ThreadId; readonly limit?: number }): Promise<readonly LoggedEvent[]>;

  /** A page of a thread's log for people, newest first; payloads are cut. `limit` at most 100 (default 50). */
  logPage(threadId: ThreadId, query?: { readonly limit?: number; readonly before?: number }): Promise<LogPage>;

  listProjects(): Promise<readonly Project[]>;
  project(projectId: ProjectId): Promise<Project | null>;
  /** With the receipt of the command that asked for it, in one batch. */
  saveProject(project: Project, receipt?: Receipt): Promise<void>;
  removeProject(projectId: ProjectId, receipt?: Receipt): Promise<void>;

  /** Content-addressed. Part of the log: written with the append that names it. `from`, `limit`: UTF-16 units. */
  blob(blobId: BlobId, from: number, limit: number): Promise<{ readonly text: string; readonly length: number } | null>;

  /** Keeps what is to go with a message, whole or not at all. `content`: base64. The same again is as new as its last time. */
  saveUpload(upload: Omit<Upload, 'used'>, content: string): Promise<void>;
  /** Those of these that are there, in no order. */
  uploads(blobIds: readonly BlobId[]): Promise<readonly Upload[]>;
  /** Removes what was uploaded before that moment and no message has taken, some at a time. Resolves to their number. */
  removeUnusedUploads(before: Millis): Promise<number>;

  /** Remembers signals that changed nothing, beside the log; all in one batch. The oldest beyond the bounds go. */
  keepIgnored(signals: readonly IgnoredSignal[]): Promise<void>;
  /** Newest first; `limit` at most 200 (default 50), `before` as the page before says. */
  ignored(threadId: ThreadId, query?: { readonly limit?: number; readonly before?: number }): Promise<IgnoredPage>;

  /** Small durable settings and access records: link tokens, sessions. */
  readonly access: AccessStore;

  /** `removed`: threads of which the log is kept, and nothing is shown; not among `threads`. */
  size(): Promise<{ readonly bytes: number; readonly events: number; readonly threads: number; readonly removed: number }>;
  /** A consistent copy of the database into a new file; resolves to its path. */
  backup(file: string): Promise<{ readonly bytes: number }>;
  /** Called after each commit, with what was committed. Never throws. Returns its own end. */
  onCommitted(listener: (events: readonly LoggedEvent[]) => void): () => void;
  /** How often the writer had to heal a poisoned connection. */
  healed(): number;
  close(): Promise<void>;
}

/** Of a whole thread, in its order: a turn, then its items by order, then its requests by age, each in pages; then the next turn. */
export type ThreadPiece =
  | { readonly kind: 'turn'; readonly turn: TurnRow }
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'requests'; readonly requests: readonly Request[] };

export interface SearchQuery {
  /** Words; all of them must be there. The last may be the beginning of one. */
  readonly text: string;
  readonly projectId?: ProjectId;
  /** As the page before says. */
  readonly before?: number;
  /** At most 100; default 30. */
  readonly limit?: number;
}

/** A message in which all words of a query stand. */
export interface SearchHit {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  /** Of the thread. */
  readonly title: string;
  readonly turnId: TurnId;
  /** Its number in the thread, from 1. */
  readonly turn: number;
  readonly itemId: ItemId;
  readonly kind: 'user' | 'assistant' | 'plan';
  readonly at: Millis;
  /** Some words around what was found, in order. */
  readonly snippet: readonly { readonly text: string; readonly hit: boolean }[];
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  /** To go on with; absent: this was the last page. */
  readonly before?: number;
}

/** A signal or an observation that changed nothing (rule 39), and why. */
export interface IgnoredSignal {
  readonly threadId: ThreadId;
  /** Of the binding that spoke. */
  readonly epoch: number;
  readonly kind: string;
  readonly reason: string;
  readonly at: Millis;
}

export interface IgnoredPage {
  readonly signals: readonly (IgnoredSignal & { readonly id: number })[];
  /** To go on with; absent: this was the last page. */
  readonly before?: number;
}

/** An event as its row in the log has it. */
export interface LogEntry {
  readonly version: number;
  readonly sequence: number;
  readonly at: Millis;
  readonly type: string;
  /** JSON, at most 2,000 UTF-16 units of it. */
  readonly payload: string;
  /** UTF-16 units of the whole. */
  readonly length: number;
}

export interface LogPage {
  readonly events: readonly LogEntry[];
  /** Version to go on with; absent: this was the last page. */
  readonly before?: number;
}

export interface Upload {
  readonly blobId: BlobId;
  readonly mime: string;
  /** Of the file. */
  readonly bytes: number;
  readonly uploadedAt: Millis;
  /** A message has it. */
  readonly used: boolean;
}

export interface Append {
  readonly threadId: ThreadId;
  /** Version of the thread before the first event; 0 for a new thread. */
  readonly expectedVersion: number;
  readonly at: Millis;
  readonly events: readonly NewEvent[];
  /** The live states before the first, and after the last event, folded with `evolve`. */
  readonly before: ThreadState | null;
  readonly receipt?: Receipt;
  readonly blobs?: readonly { readonly blobId: BlobId; readonly text: string }[];
}

export interface NewEvent {
  readonly event: ThreadEvent;
  /** Ids of the provider that belong to it, kept beside it in the log and in a column of its row; never published. */
  readonly private?: PrivateFacts;
}

/** With session.bound: `session`, `directory`, `incarnation`. With request.opened: `request`. With task.started: `task`. */
export type PrivateFacts = Readonly<Record<string, string>>;

export interface LoggedEvent extends EventRecord {
  readonly sequence: number;
}

export interface LoadedThread {
  readonly state: ThreadState;
  /** Private facts of the newest session.bound. */
  readonly binding: PrivateFacts | null;
  /** Private facts of the open requests. */
  readonly requests: Readonly<Record<RequestId, PrivateFacts>>;
  /** Private facts of the running tasks. */
  readonly tasks: Readonly<Record<TaskId, PrivateFacts>>;
  readonly damaged: boolean;
}

export interface StartedTurn {
  readonly turn: ThreadSnapshot['turns'][number];
  /** The prompts handed over for it, oldest first: its own, if it has one, and those that were steered into it. */
  readonly prompts: readonly MessageId[];
  /** Something of an answer was shown. */
  readonly answered: boolean;
}

export interface AskedTurn {
  readonly turn: TurnRow;
  /** Its prompt, if a message asked for it. */
  readonly messageId?: MessageId;
  /** Something of an answer was shown. */
  readonly answered: boolean;
}

export interface Receipt {
  readonly commandId: CommandId;
  readonly threadId: ThreadId | null;
  /** SHA-256 of the canonical JSON of command and target: another payload under the same id is a conflict. */
  readonly payloadHash: string;
  readonly at: Millis;
  /** What the command was answered with, as JSON: success or refusal. */
  readonly answer: unknown;
}

export interface StreamedText {
  readonly threadId: ThreadId;
  readonly itemId: ItemId;
  /** UTF-16 units already stored; 0 begins the row anew. */
  readonly offset: number;
  readonly text: string;
}

export interface Project {
  readonly projectId: ProjectId;
  /** Absolute and real. */
  readonly path: string;
  readonly title: string;
  readonly createdAt: Millis;
  readonly sample?: true;
}

export interface PageLimits {
  /** Most turns on a page; default 20. */
  readonly turns?: number;
  /** Most items on a page; default 400. A turn with more is cut at its beginning and goes on in the next older page. */
  readonly items?: number;
}

export interface ThreadQuery {
  readonly projectId?: ProjectId;
  readonly archived?: boolean;
  readonly cursor?: string;
  /** Default 100, at most 200. */
  readonly limit?: number;
}

/** Access records (design.md, section 3). Tokens are stored as SHA-256. */
export interface AccessStore {
  addLink(link: { readonly tokenHash: string; readonly createdAt: Millis; readonly expiresAt: Millis }): Promise<void>;
  /** Takes the link if it is there, unused and not expired: true exactly once. */
  takeLink(tokenHash: string, now: Millis): Promise<boolean>;
  addSession(session: AccessSession & { readonly tokenHash: string }): Promise<void>;
  session(tokenHash: string): Promise<AccessSession | null>;
  touchSession(id: string, at: Millis): Promise<void>;
  listSessions(): Promise<readonly AccessSession[]>;
  revokeSession(id: string): Promise<boolean>;
}

export interface AccessSession {
  readonly id: string;
  readonly createdAt: Millis;
  readonly lastSeenAt: Millis;
  readonly expiresAt: Millis;
  readonly userAgent: string;
}

export type StoreFaultCode = 'VERSION_CONFLICT' | 'STORAGE_UNAVAILABLE' | 'DATABASE_NEWER' | 'DATA_DIR_LOCKED' | 'CORRUPT';

export class StoreFault extends Error {
  readonly code: StoreFaultCode;
  constructor(code: StoreFaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StoreFault';
    this.code = code;
  }
}
