import type {
  Attachment,
  BlobId,
  CommandId,
  Decision,
  Delivery,
  ErrorCode,
  Fate,
  Item,
  ItemId,
  MessageId,
  Millis,
  ProjectId,
  Request,
  RequestId,
  TaskId,
  ThreadId,
  ThreadState,
  ThreadSummary,
  TurnId,
  TurnRow,
  Verdict,
} from '@plumbline/lifecycle';

/** What the page needs of the server: the one seam between components and `packages/client` (connect.ts implements it). */
export interface Port {
  listProjects(): Promise<readonly Project[]>;
  addProject(input: { readonly path: string; readonly title?: string }): Promise<{ readonly projectId: ProjectId }>;
  updateProject(projectId: ProjectId, change: { readonly path?: string; readonly title?: string }): Promise<void>;
  /** Stops its threads and removes them with it. */
  removeProject(projectId: ProjectId): Promise<void>;
  listProviders(): Promise<readonly ProviderInfo[]>;
  /** Files of a project by a few letters, best first; `whole` is false if it has more than are looked at. */
  findFiles(
    projectId: ProjectId,
    query: string,
  ): Promise<{ readonly files: readonly { readonly path: string }[]; readonly whole: boolean }>;
  /** What a message may begin with, as `/name`. */
  listCommands(projectId: ProjectId, provider: string): Promise<readonly { readonly name: string; readonly description?: string }[]>;
  listThreads(query: { readonly archived?: boolean; readonly cursor?: string }): Promise<{
    readonly threads: readonly ThreadSummary[];
    readonly cursor?: string;
  }>;
  createThread(input: {
    readonly projectId: ProjectId;
    readonly provider: string;
    readonly model: string;
    readonly agent?: string;
    readonly access?: string;
    readonly commandId?: CommandId;
  }): Promise<{ readonly threadId: ThreadId }>;
  /** From here to `configure`: who follows the thread sees the effect at once (rule 31), and no more of it when the call fails. */
  startTurn(input: {
    readonly threadId: ThreadId;
    readonly text: string;
    /** Uploaded before (uploads.ts). */
    readonly attachments: readonly Attachment[];
    readonly commandId: CommandId;
    /** How it goes while a turn runs; default `queue`. */
    readonly delivery?: Delivery;
  }): Promise<Started>;
  interrupt(threadId: ThreadId, seenVersion?: number): Promise<void>;
  respond(threadId: ThreadId, requestId: RequestId, answer: Answer): Promise<void>;
  editQueued(threadId: ThreadId, messageId: MessageId, text: string): Promise<void>;
  /** Before that waiting message, or last. */
  moveQueued(threadId: ThreadId, messageId: MessageId, before: MessageId | null): Promise<void>;
  removeQueued(threadId: ThreadId, messageId: MessageId): Promise<void>;
  resumeQueue(threadId: ThreadId): Promise<void>;
  /** Stops work that outlived its turn; `force` kills it. */
  stopTask(threadId: ThreadId, taskId: TaskId, force: boolean): Promise<void>;
  /** From the next turn on. */
  configure(threadId: ThreadId, settings: { readonly model?: string; readonly agent?: string; readonly access?: string }): Promise<void>;
  /** A new thread that goes on after that turn, or `before` it; without one, after the last that has ended. */
  fork(threadId: ThreadId, point?: { readonly turnId: TurnId; readonly before?: boolean }): Promise<ThreadId>;
  /** To before the message of that turn, files and conversation; the thread's state says what came of it. */
  rewind(threadId: ThreadId, turnId: TurnId): Promise<void>;
  /** Until the next message. */
  undoRewind(threadId: ThreadId): Promise<void>;
  rename(threadId: ThreadId, title: string): Promise<void>;
  archive(threadId: ThreadId): Promise<void>;
  unarchive(threadId: ThreadId): Promise<void>;
  remove(threadId: ThreadId): Promise<void>;
  reconcile(threadId: ThreadId): Promise<void>;
  stopSession(threadId: ThreadId, force: boolean): Promise<void>;
  /** Binds the thread's session, ahead of a message. */
  startSession(threadId: ThreadId): Promise<void>;
  /** Goes on without the conversation that the agent has lost, because the user chose so. */
  startFresh(threadId: ThreadId): Promise<void>;
  /** A page of a large output; `from` and `length` (of the whole) in UTF-16 units. */
  blob(threadId: ThreadId, blobId: BlobId, from: number): Promise<BlobPage>;
  /** What the server knows of a thread beside its log. */
  inspect(threadId: ThreadId): Promise<Inspection>;
  /** The thread's log, newest first; `before`: as the page before says. */
  log(threadId: ThreadId, before?: number): Promise<Paged<LogEntry>>;
  /** Signals that changed nothing, newest first. */
  ignored(threadId: ThreadId, before?: number): Promise<Paged<IgnoredSignal>>;
  /** Messages of all threads in which all words stand, the newest first. */
  search(text: string): Promise<readonly FoundMessage[]>;
  /** Browsers that are signed in, oldest first. */
  listAccess(): Promise<readonly AccessSession[]>;
  /** It gets no answer any more from then on. */
  revokeAccess(sessionId: string): Promise<void>;
  /** All but this browser. */
  revokeOtherAccess(): Promise<void>;
  systemStatus(): Promise<SystemStatus>;
  /** A copy of the database in a new file on the server's machine. */
  backup(): Promise<Backup>;
  /** Holds the database against its log; takes up to a minute. */
  verify(): Promise<Verification>;
  /** The newest view of a thread, again and again, until `signal` aborts. Throws what cannot be mended by trying again. */
  followThread(threadId: ThreadId, signal: AbortSignal): ThreadFollow;
  /** Projects, providers and summaries of all threads that are not archived, until `signal` aborts. Throws without access. */
  followLists(signal: AbortSignal): AsyncIterable<Lists & { readonly connection: Connection; readonly skewMs: number | undefined }>;
}

export interface Project {
  readonly projectId: ProjectId;
  readonly path: string;
  readonly title: string;
  readonly available: boolean;
}

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  /** Prompts leave this machine. */
  readonly hosted: boolean;
  readonly host: string;
}

/** One of several things that a provider offers a choice of. */
export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

export interface ProviderInfo {
  readonly id: string;
  readonly name: string;
  readonly status: 'missing' | 'unsupported' | 'stopped' | 'starting' | 'running' | 'failed';
  readonly version?: string;
  readonly source?: 'environment' | 'path' | 'package';
  readonly models: readonly ModelInfo[];
  /** The modes in which it works, e.g. one that only plans. */
  readonly agents: readonly Offer[];
  /** Levels of what the agent may do unasked; empty: as it is configured, always. */
  readonly access: readonly Offer[];
  readonly capabilities: {
    readonly steer: boolean;
    readonly fork: boolean;
    readonly rewind: boolean;
    readonly resume: boolean;
    readonly reattach: boolean;
    readonly agents: boolean;
    readonly sharedProcess: boolean;
  };
  readonly problem?: { readonly code: ErrorCode; readonly message: string };
  /** What mends it outside of the page. */
  readonly mend?: { readonly how: string; readonly command: string };
}

/** A browser that came in by a link. */
export interface AccessSession {
  readonly sessionId: string;
  readonly createdAt: Millis;
  readonly lastSeenAt: Millis;
  readonly expiresAt: Millis;
  readonly userAgent: string;
  /** The one that asks. */
  readonly current: boolean;
}

export interface SystemStatus {
  readonly version: string;
  readonly dataDir: string;
  /** `bytes` is 0 where it is no file. */
  readonly database: { readonly url: string; readonly bytes: number; readonly events: number; readonly writable: boolean };
  /** `removed`: their log is kept; not among `total`. */
  readonly threads: { readonly total: number; readonly removed: number; readonly live: number };
}

export interface Backup {
  readonly file: string;
  readonly bytes: number;
}

/** What a check of the database came to. `late`: it took too long and was ended. */
export type Verification =
  | { readonly outcome: 'clean'; readonly threads: number; readonly removed: number; readonly events: number; readonly tookMs: number }
  | {
      readonly outcome: 'faulty';
      readonly threads: number;
      readonly removed: number;
      readonly findings: number;
      /** Of the first findings. */
      readonly lines: readonly string[];
      readonly tookMs: number;
    }
  | { readonly outcome: 'late'; readonly tookMs: number };

export interface Started {
  readonly messageId: MessageId;
  readonly turnId?: TurnId;
  readonly fate: Fate;
}

/** An answer of the user to a request. */
export type Answer = { readonly decision: Decision; readonly message?: string } | { readonly answers: readonly (readonly string[])[] };

export interface BlobPage {
  readonly text: string;
  readonly length: number;
}

export interface Paged<T> {
  readonly rows: readonly T[];
  /** To go on with; absent: this was the last page. */
  readonly before?: number | undefined;
}

/** An event as the log has it; `payload` is JSON, perhaps cut, `length` that of the whole. */
export interface LogEntry {
  readonly version: number;
  readonly sequence: number;
  readonly at: Millis;
  readonly type: string;
  readonly payload: string;
  readonly length: number;
}

export interface IgnoredSignal {
  readonly id: number;
  readonly epoch: number;
  readonly kind: string;
  readonly reason: string;
  readonly at: Millis;
}

/** Of this run of the server. */
export interface Inspection {
  readonly provider: {
    readonly id: string;
    readonly name: string;
    readonly status: ProviderInfo['status'];
    readonly version?: string;
    readonly pid?: number;
  } | null;
  readonly bound: boolean;
  readonly signal?: { readonly kind: string; readonly at: Millis };
  readonly observation?: {
    readonly verdict: Verdict;
    readonly cause: 'reconcile' | 'restart';
    readonly confirmed: boolean;
    readonly at: Millis;
  };
  /** Calls under way, in words. */
  readonly effects: readonly string[];
  /** Id of the newest of the ignored signals. */
  readonly newestIgnored?: number;
}

export interface FoundMessage {
  readonly threadId: ThreadId;
  readonly title: string;
  /** Number of the turn in the thread. */
  readonly turn: number;
  readonly itemId: ItemId;
  readonly at: Millis;
  /** Some words around what was found; `hit`: those that were looked for. */
  readonly snippet: readonly { readonly text: string; readonly hit: boolean }[];
}

export type Connection =
  /** `polling`: four other tabs hold the streams of this browser; this one asks every 3 s. */
  | { readonly state: 'live'; readonly polling: boolean }
  | { readonly state: 'catching-up' }
  | { readonly state: 'stale'; readonly since: Millis };

export interface ThreadFollow extends AsyncIterable<ThreadView> {
  /** Fetches the page of turns before the oldest one at hand; the next view has it. */
  older(): Promise<void>;
}

export interface ThreadView {
  readonly state: ThreadState;
  readonly summary: ThreadSummary;
  /** Oldest first. The same object as in the view before means: nothing in it changed. */
  readonly turns: readonly TurnRows[];
  readonly hasOlder: boolean;
  /** Something of it is only predicted (rule 31). */
  readonly predicted: boolean;
  /** Commands of this tab that are shown and not confirmed yet (rule 31). */
  readonly underway: readonly CommandId[];
}

/** A turn with its rows. */
export interface TurnRows {
  readonly turn: TurnRow;
  /** By `order`. */
  readonly items: Iterable<Item>;
  /** In the order in which they were opened. */
  readonly requests: readonly Request[];
}

export interface Lists {
  readonly projects: readonly Project[];
  /** `null`: not known yet. */
  readonly providers: readonly ProviderInfo[] | null;
  /** Newest first, by when they were made: activity moves no row. */
  readonly threads: readonly ThreadSummary[];
  /** There are more than were fetched. */
  readonly more: boolean;
  /** Another number than before: some news may have been missed, and all threads were fetched again. */
  readonly anew: number;
}
