import type {
  BlobId,
  CommandId,
  Delivery,
  ErrorCode,
  Fate,
  HistoryPage,
  LiveMessage,
  MessageId,
  Millis,
  ProjectId,
  Queue,
  Refusal,
  RequestAnswer,
  RequestId,
  TaskId,
  ThreadId,
  ThreadSettings,
  ThreadSnapshot,
  ThreadSummary,
  TurnId,
  Verdict,
} from '@plumbline/lifecycle';
import type { ProviderCommand, ProviderDescription } from '@plumbline/providers';
import type { AccessStore, IgnoredPage, LogPage, Project, SearchPage, SearchQuery, ThreadPiece } from '@plumbline/store';
import type { FoundFiles } from './projects/index.ts';

/**
 * The runtime as `packages/api` and the app see it. It lives once per process, is booted by `instrumentation.ts` and
 * reached through the tRPC context. Every method that fails throws RuntimeFault with a typed code.
 */
export interface Runtime {
  readonly version: string;
  readonly state: 'starting' | 'ready' | 'stopping';
  readonly projects: {
    list(): Promise<readonly (Project & { readonly available: boolean })[]>;
    /** Idempotent by `commandId` (rule 27), like the commands of threads. */
    add(input: { path: string; title?: string; commandId?: CommandId }): Promise<ProjectResult>;
    update(input: { projectId: ProjectId; path?: string; title?: string; commandId?: CommandId }): Promise<ProjectResult>;
    remove(input: { projectId: ProjectId; commandId?: CommandId }): Promise<ProjectResult>;
    /** Files of the project that a few letters mean, best first; `whole` is false if it has more than are looked at (100,000). */
    files(input: { projectId: ProjectId; query: string; limit: number }): Promise<FoundFiles>;
    /** What a message may begin with in this project (`/name`), by this provider; starts its server if need be. */
    commands(input: { projectId: ProjectId; provider: string }): Promise<{ readonly commands: readonly ProviderCommand[] }>;
  };
  readonly providers: { list(): Promise<readonly ProviderDescription[]> };
  readonly threads: {
    list(query: {
      projectId?: ProjectId;
      archived?: boolean;
      cursor?: string;
      limit?: number;
    }): Promise<{ threads: readonly ThreadSummary[]; cursor?: string }>;
    get(threadId: ThreadId): Promise<ThreadSnapshot>;
    history(threadId: ThreadId, olderCursor: string): Promise<HistoryPage>;
    /** A whole thread from its first turn on, for an export; `pieces` reads on when it is asked to, a page at a time. */
    read(threadId: ThreadId): Promise<WholeThread>;
    /** Full-text search over the messages of all threads, the newest first. */
    search(query: SearchQuery): Promise<SearchPage>;
    /** Signals that changed nothing, newest first: a bounded sample (docs/decisions/0009). */
    ignored(threadId: ThreadId, query: { limit?: number; before?: number }): Promise<IgnoredPage>;
    /** The thread's log, newest first, for people to read. */
    log(threadId: ThreadId, query: { limit?: number; before?: number }): Promise<LogPage>;
    /** What the server knows beside the log. */
    inspect(threadId: ThreadId): Promise<Inspection>;
    blob(threadId: ThreadId, blobId: BlobId, from: number): Promise<{ text: string; from: number; length: number }>;
  };
  /** Files that go with messages. What no message takes within a day is removed. */
  readonly attachments: {
    /** Throws ATTACHMENT_TOO_LARGE, ATTACHMENT_UNSUPPORTED. */
    keep(data: Uint8Array): Promise<{ readonly blobId: BlobId; readonly mime: string; readonly bytes: number }>;
    /** Throws ATTACHMENT_NOT_FOUND. */
    open(blobId: BlobId): Promise<{ readonly mime: string; readonly data: Uint8Array }>;
  };
  /** The one road for every change. Idempotent by `commandId` (rule 27). */
  dispatch(input: DispatchInput): Promise<DispatchResult>;
  /**
   * What `live` streams: one array per flush (30 to 50 ms), each with the cursor after it, until `signal` aborts. Follows
   * the log by cursor, so that its memory is bounded whatever the reader does.
   */
  live(
    input: { threadId?: ThreadId; cursor?: string },
    signal: AbortSignal,
  ): AsyncIterable<{ cursor: string; messages: readonly LiveMessage[] }>;
  status(): Promise<SystemStatus>;
  /** The instruments of docs/metrics.md, in the text format of Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** Holds the database against its log, beside the server. Throws STORAGE_UNAVAILABLE when it could not be read. */
  verify(): Promise<Verification>;
  /** Copies the database into the data directory; resolves to the file. */
  backup(): Promise<{ file: string; bytes: number }>;
  readonly access: AccessStore;
  /** Aborts when the server shuts down; joined into every subscription. */
  readonly shutdown: AbortSignal;
  /** Clean stop within 8 s (issue: supervisor). Idempotent. */
  stop(): Promise<void>;
}

export interface WholeThread {
  readonly thread: ThreadSummary;
  /** Absent: it was removed meanwhile. */
  readonly project?: Project;
  /** Messages that wait or were returned. */
  readonly queue: Queue;
  readonly pieces: AsyncIterable<ThreadPiece>;
}

/** What is known of a thread beside its log. Of this run of the server; no id of a provider is in it. */
export interface Inspection {
  readonly provider: {
    readonly id: string;
    readonly name: string;
    readonly status: ProviderDescription['status'];
    readonly version?: string;
    readonly pid?: number;
  } | null;
  /** A session of the provider is bound for this thread. */
  readonly bound: boolean;
  /** The last signal of the provider for this thread, signs of life too. */
  readonly signal?: { readonly kind: string; readonly at: Millis };
  /** The last time that the provider was asked what is true, and what it said. */
  readonly observation?: {
    readonly verdict: Verdict;
    readonly cause: 'reconcile' | 'restart';
    readonly confirmed: boolean;
    readonly at: Millis;
  };
  /** Calls and other effects under way at this moment. */
  readonly effects: readonly string[];
  /** Id of the newest ignored signal that is kept: these change no version, so that nothing else tells of a new one. */
  readonly newestIgnored?: number;
}

/** A file that was uploaded before, by its id; `name`: as the user knows it. */
export interface AttachmentRef {
  readonly blobId: BlobId;
  readonly name: string;
}

export type RuntimeCommand =
  | { type: 'thread.create'; projectId: ProjectId; settings: Partial<ThreadSettings>; title?: string }
  /**
   * Makes a thread that goes on after a turn of `threadId`, or `before` it; absent: after its last settled one. Answers with the new
   * thread's id.
   */
  | { type: 'thread.fork'; threadId: ThreadId; turnId?: TurnId; before?: boolean; title?: string }
  /** Takes that turn and all after it back, files and conversation together (rule 42). */
  | { type: 'thread.rewind'; threadId: ThreadId; turnId: TurnId }
  /** Until a turn begins after it. */
  | { type: 'thread.rewind.undo'; threadId: ThreadId }
  | { type: 'thread.rename'; threadId: ThreadId; title: string }
  /** From the next turn on. */
  | { type: 'thread.configure'; threadId: ThreadId; settings: Partial<Omit<ThreadSettings, 'provider'>> }
  | { type: 'thread.archive' | 'thread.unarchive' | 'thread.remove'; threadId: ThreadId }
  /** `delivery`: how it goes while a turn runs (rule 25); default `queue`. */
  | { type: 'thread.turn.start'; threadId: ThreadId; text: string; attachments?: readonly AttachmentRef[]; delivery?: Delivery }
  | { type: 'thread.turn.interrupt'; threadId: ThreadId; seenVersion?: number }
  /** `fresh`: without the recorded conversation, which is let go first (rule 22). */
  | { type: 'thread.session.start'; threadId: ThreadId; fresh?: true }
  | { type: 'thread.session.reconcile'; threadId: ThreadId }
  | { type: 'thread.session.stop'; threadId: ThreadId; force?: boolean }
  | { type: 'thread.request.respond'; threadId: ThreadId; requestId: RequestId; answer: RequestAnswer }
  | { type: 'thread.queue.remove'; threadId: ThreadId; messageId: MessageId }
  | { type: 'thread.queue.edit'; threadId: ThreadId; messageId: MessageId; text: string }
  /** `before`: the queued message that it goes before; null: last. */
  | { type: 'thread.queue.move'; threadId: ThreadId; messageId: MessageId; before: MessageId | null }
  | { type: 'thread.queue.resume'; threadId: ThreadId }
  | { type: 'thread.task.stop'; threadId: ThreadId; taskId: TaskId; force?: boolean };

export interface DispatchInput {
  readonly commandId?: CommandId;
  readonly command: RuntimeCommand;
}

export interface DispatchResult {
  readonly sequence: number;
  readonly version: number;
  readonly threadId: ThreadId;
  readonly messageId?: MessageId;
  readonly turnId?: TurnId;
  readonly fate?: Fate;
}

export interface ProjectResult {
  /** Where to follow the log from: its head. */
  readonly sequence: number;
  /** A project is no thread and has no versions: 0. */
  readonly version: number;
  readonly projectId: ProjectId;
}

export interface SystemStatus {
  readonly version: string;
  readonly dataDir: string;
  readonly database: {
    readonly url: string;
    readonly bytes: number;
    readonly events: number;
    readonly healed: number;
    readonly writable: boolean;
  };
  readonly sequence: number;
  /** `removed`: not among `total`. */
  readonly threads: { readonly total: number; readonly removed: number; readonly live: number };
  readonly providers: readonly { readonly id: string; readonly status: ProviderDescription['status']; readonly pid?: number }[];
  /** Signals that changed nothing, by reason. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly uptimeMs: Millis;
}

/**
 * What came of `verify`: projections equal the log, or the first of what is wrong, or it took too long and was ended. Removed threads are checked
 * too, and counted by themselves. Times in ms.
 */
export type Verification =
  | { readonly outcome: 'clean'; readonly threads: number; readonly removed: number; readonly events: number; readonly tookMs: number }
  | {
      readonly outcome: 'faulty';
      readonly threads: number;
      readonly removed: number;
      readonly events: number;
      readonly findings: number;
      /** Of the first findings. */
      readonly lines: readonly string[];
      readonly tookMs: number;
    }
  | { readonly outcome: 'late'; readonly tookMs: number };

export class RuntimeFault extends Error {
  readonly code: ErrorCode;
  readonly refusal: Refusal | null;
  constructor(code: ErrorCode, message: string, refusal: Refusal | null = null, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RuntimeFault';
    this.code = code;
    this.refusal = refusal;
  }
}

/** What `instrumentation.ts` hands in; everything from the environment is read there, once. */
export interface RuntimeOptions {
  /** Absolute; made with mode 0700 if missing. */
  readonly dataDir: string;
  /** Default: a libSQL file in the data directory. */
  readonly databaseUrl?: string;
  readonly opencodeBin?: string;
  readonly practice: boolean;
  /** The program of the practice model (`packages/practice-model/dist/main.js`). */
  readonly practiceProgram: string;
  /** The program of `npm run verify` (`packages/store/src/cli/verify.ts`); tsx must be found from its folder. */
  readonly verifyProgram: string;
  /** For trials only: offers the lying provider as well. `program`: its child's source; `seed`: how plain texts lie, null: not at all. */
  readonly lying?: { readonly program: string; readonly seed: number | null };
  /** Drizzle's migrations folder. */
  readonly migrations: string;
  /** The user's environment; PLUMBLINE_* is taken out before an agent sees it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Written to server.json for messages and tests. */
  readonly url: string;
  /** Shorter times for tests; the defaults are those of lifecycle.md. */
  readonly timing?: Partial<Timing>;
}

/** All times of the rules, in ms. */
export interface Timing {
  readonly startDeadline: number; // 30_000, rule 23
  readonly acceptDeadline: number; // 30_000, section 3
  readonly stopDeadline: number; // 10_000, rule 9
  readonly silence: number; // 20_000, rule 15
  readonly quietAfter: number; // 120_000, rule 17
  readonly releaseAfter: number; // 1_800_000, rule 20
  readonly observeDeadline: number; // 3_000, rule 6
  readonly observeAgain: number; // 1_000, section 3
  readonly startUpPass: number; // 3_000, rule 14
  readonly textFlush: number; // 100, rule 30
  readonly liveFlush: number; // 40
}
