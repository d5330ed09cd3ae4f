import type { Failure } from './errors.ts';
import type { BlobId, ItemId, MessageId, Millis, ProjectId, RequestId, TaskId, ThreadId, TurnId } from './ids.ts';

/**
 * The live part of one thread: what is needed to decide, and nothing that grows with its history (I11). Settled turns and
 * closed items have left it; they are rows (SQL) and a keyed map (browser), written by `applyToTimeline`.
 */
export interface ThreadState {
  readonly threadId: ThreadId;
  readonly projectId: ProjectId;
  readonly title: string;
  /** A title that the user set beats a generated one (rule 36). */
  readonly titleSource: 'default' | 'user' | 'provider';
  readonly settings: ThreadSettings;
  /** It goes on from another thread; absent: it began by itself. */
  readonly forkedFrom?: ForkPoint;
  readonly createdAt: Millis;
  readonly archivedAt?: Millis;
  readonly removed: boolean;
  /** Number of events folded; contiguous per thread (I7). */
  readonly version: number;
  readonly session: Session;
  /** The unsettled turn, pending or running (I3: at most one). */
  readonly turn?: LiveTurn;
  readonly lastTurn?: TurnSummary;
  /** Version at which the last turn settled: a stop that was meant for it reaches no tasks (rule 8). */
  readonly settledVersion?: number;
  /** Turns are rewound, or are about to be (rule 42). */
  readonly rewind?: Rewind;
  readonly queue: Queue;
  /** Work that outlives its turn (rule 12), keyed by id, at most `taskLimit`; absent: none runs. */
  readonly tasks?: Readonly<Record<TaskId, Task>>;
  /** Turns requested so far: the newest turn's number. */
  readonly turnCount: number;
  /** The `order` of the thread's next item; only grows. */
  readonly nextOrder: number;
  readonly lastActivityAt: Millis;
}

/**
 * Where a thread goes on from another one. What came before is that thread's, and is read there: nothing of it is copied, so a fork costs
 * the same however long the other is (docs/decisions/0014).
 */
export interface ForkPoint {
  /** Whose turn it is: the thread in which it was asked for, not a fork in between. */
  readonly threadId: ThreadId;
  /** The last turn that both have. It is settled. */
  readonly turnId: TurnId;
  /** Its number; the fork's own turns come after it. */
  readonly turn: number;
  /** The `order` of the fork's first item: larger than that of all items which both have. */
  readonly nextOrder: number;
}

/**
 * Turns are taken out of the conversation, files and words together, until a turn begins after them (rule 42). At least one of `turns`,
 * `asked` and `problem` is there.
 */
export interface Rewind {
  /** These are rewound; absent: none yet. */
  readonly turns?: TurnRange;
  /** Was asked of the provider, which has not answered. No message is taken meanwhile. */
  readonly asked?: RewindAsked;
  /** It can not be undone any more: the provider has dropped what was rewound. */
  readonly final?: true;
  /** Why the last rewind, or its undo, failed; cleared by the next one. */
  readonly problem?: Failure;
}

export type RewindAsked = {
  readonly requestedAt: Millis;
  /** A session was bound meanwhile, so that the provider may have been told; absent: it was not. */
  readonly told?: true;
} & ({ readonly kind: 'rewind'; readonly turns: TurnRange } | { readonly kind: 'undo' });

/** Turns by their numbers, both included. */
export interface TurnRange {
  readonly from: number;
  readonly to: number;
}

export interface ThreadSettings {
  readonly provider: string;
  /** `provider/model` as provider.list names it. Always named, so that nothing hosted is used unasked. */
  readonly model: string;
  readonly agent?: string;
  readonly access?: string;
}

/** What may stand beside any session status. */
export interface SessionMarks {
  /** Grows by one at each bind; 0: never bound. */
  readonly epoch: number;
  readonly lastError?: Failure;
  /** A stop of the session (not of a turn) is under way since then. */
  readonly stopRequestedAt?: Millis;
  readonly unverifiedSince?: Millis;
  readonly quietSince?: Millis;
  /** Aborted, not yet observed idle: nothing is handed over (rule 13). */
  readonly draining?: true;
  /** The user chose to go on without the recorded conversation: the next bind resumes nothing (rule 22). */
  readonly fresh?: true;
}

/** lifecycle.md, section 2: impossible pairs do not type-check. `bound`: the provider session of this epoch may be used. */
export type Session =
  | (SessionMarks & { readonly status: 'stopped' })
  | (SessionMarks & { readonly status: 'starting'; readonly bound: boolean; readonly pendingTurnId?: TurnId })
  | (SessionMarks & { readonly status: 'ready' })
  | (SessionMarks & { readonly status: 'running'; readonly activeTurnId: TurnId })
  | (SessionMarks & { readonly status: 'error'; readonly bound: boolean });

export type SessionStatus = Session['status'];

export type TurnOutcome = 'completed' | 'interrupted' | 'error';
export type TurnCause = 'provider' | 'user' | 'guard' | 'reconcile' | 'restart' | 'exit' | 'deadline';
export type TurnOrigin = 'user' | 'provider';

interface LiveTurnBase {
  readonly turnId: TurnId;
  readonly origin: TurnOrigin;
  /** The message that asked for it; none for an adopted turn (rule 18). */
  readonly messageId?: MessageId;
  readonly requestedAt: Millis;
  /** Version at which the user asked for it (its message was accepted); 0 for an adopted turn (rule 8). */
  readonly requestedVersion: number;
  /** What it was asked with, once the thread's settings were changed beside it; absent: the thread's (a change is of the next turn). */
  readonly settings?: ThreadSettings;
  readonly stop?: StopMark;
  /** Why the last stop failed; cleared by the next one (rule 9). */
  readonly stopProblem?: Failure;
}

export interface PendingTurn extends LiveTurnBase {
  readonly state: 'pending';
}

export interface RunningTurn extends LiveTurnBase {
  readonly state: 'running';
  /** The epoch in which it started to run; it does not outlive it (rule 4). */
  readonly epoch: number;
  readonly startedAt: Millis;
  readonly retry?: RetryMark;
  readonly steps: StepCount;
  readonly usage?: Usage;
  readonly changes?: TurnChanges;
  /** Streaming items, keyed by id. Bounded by what a provider streams at once. */
  readonly items: Readonly<Record<ItemId, StreamingItem>>;
  /** Open and answering requests, keyed by id. */
  readonly requests: Readonly<Record<RequestId, OpenRequest>>;
  /** The turns that left the conversation for good when this one began (rule 42). */
  readonly rewound?: TurnRange;
  /** Prompts that were steered into it and accepted, oldest first, at most `steerLimit`; absent: none (rule 26). */
  readonly steered?: readonly MessageId[];
}

export type LiveTurn = PendingTurn | RunningTurn;

/** Every ending but an explicit success takes the stop's outcome and cause (section 2). */
export interface StopMark {
  readonly by: 'user' | 'guard' | 'archive';
  readonly requestedAt: Millis;
  readonly outcome: 'interrupted' | 'error';
  /** For outcome `error`: why the guard stopped it. */
  readonly code?: Failure['code'];
}

export interface RetryMark {
  readonly attempt: number;
  readonly reason: string;
  readonly nextAt: Millis;
}

/** Counted for the runaway guard (rule 38). */
export interface StepCount {
  readonly total: number;
  /** Steps in a row that ended without a known finish reason. */
  readonly unknownInRow: number;
  /** When the newest steps ended: those of the last minute, and no more of them than the guard needs. Absent: none yet. */
  readonly recent?: readonly Millis[];
}

/** Tokens and cost of a turn, as the provider tells them; absent: not told. Cost in US dollars. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cost: number;
}

/** The files that a turn has changed, as the provider tells; absent: not told. Counts are of files and lines. */
export interface TurnChanges {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** What changed in them: one `ChangedFile` a line, as JSON. Absent: nothing. */
  readonly blobId?: BlobId;
}

export interface ChangedFile {
  /** From the project's directory. */
  readonly path: string;
  readonly status: 'added' | 'deleted' | 'modified';
  /** Lines. */
  readonly added: number;
  readonly removed: number;
  /** A unified patch; absent: too large to be kept, or no text. */
  readonly patch?: string;
}

export interface TurnSummary {
  readonly turnId: TurnId;
  readonly state: 'pending' | 'running' | TurnOutcome;
  readonly origin: TurnOrigin;
  readonly requestedAt: Millis;
  readonly startedAt?: Millis;
  readonly completedAt?: Millis;
  readonly cause?: TurnCause;
  readonly inferred?: true;
  readonly failure?: Failure;
  readonly stop?: StopMark;
  readonly stopProblem?: Failure;
  readonly retry?: RetryMark;
  readonly usage?: Usage;
  readonly changes?: TurnChanges;
  /** The turns that left the conversation for good when this one began (rule 42). */
  readonly rewound?: TurnRange;
}

/** What an item says. `user`, `plan` and `notice` are closed at once; the others may stream. */
export type ItemContent =
  | { readonly kind: 'user'; readonly text: string; readonly attachments?: readonly Attachment[] }
  | { readonly kind: 'assistant' | 'reasoning' | 'plan' | 'notice'; readonly text: string }
  | ToolContent;

export type ItemKind = ItemContent['kind'];

export interface ToolContent {
  readonly kind: 'tool';
  readonly callId: string;
  /** The provider's name of the tool, e.g. `bash`. */
  readonly tool: string;
  /** One line for people, e.g. the command. */
  readonly title: string;
  readonly input: unknown;
  readonly result: ToolResult;
  readonly output: ToolOutput;
  readonly exitCode?: number;
  /** A few words on what came of it, e.g. `12 matches`. */
  readonly note?: string;
  /** What it changed in a file, as a unified patch. */
  readonly patch?: string;
}

export type ToolResult = 'pending' | 'running' | 'ok' | 'failed' | 'denied' | 'cancelled';

export interface ToolOutput {
  /** At most 8 kB: the end while it runs, the beginning and the end when it is done. */
  readonly preview: string;
  /** Size of the whole, in bytes of UTF-8. */
  readonly bytes: number;
  /** Set when the whole is larger than the preview: thread.blob pages through it. */
  readonly blobId?: BlobId;
}

export const previewLimit = 8_192;

/** An item that streams. Its text is not part of the state: deltas have no version (rule 30). */
export interface StreamingItem {
  readonly itemId: ItemId;
  readonly kind: 'assistant' | 'reasoning' | 'tool';
  readonly parentId?: ItemId;
  readonly order: number;
  readonly createdAt: Millis;
  /** Text of a stream gap is missing in what is shown; the closing text replaces all (rule 16). */
  readonly gap?: true;
  /** For tools: the last content, so that a closing can complete it. */
  readonly tool?: ToolContent;
}

/** A timeline item as rows and clients hold it. `order` is an integer per thread and never changes. */
export type Item = {
  readonly itemId: ItemId;
  readonly turnId: TurnId;
  /** The tool call whose sub-agent did it. */
  readonly parentId?: ItemId;
  readonly order: number;
  readonly status: 'streaming' | 'done' | 'partial';
  readonly gap?: true;
  readonly createdAt: Millis;
  readonly completedAt?: Millis;
} & ItemContent;

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly options: readonly { readonly label: string; readonly description?: string }[];
  readonly multiple: boolean;
  /** A free text may be given instead of, or beside, the options. */
  readonly free: boolean;
}

export type RequestKind = 'permission' | 'question' | 'unknown';
export type RequestState = 'open' | 'answering' | 'resolved' | 'expired';
export type Decision = 'allow' | 'allow-always' | 'deny' | 'cancel';

export type RequestAnswer =
  | { readonly kind: 'decision'; readonly decision: Decision; readonly message?: string }
  | { readonly kind: 'answers'; readonly answers: readonly (readonly string[])[] };

export interface RequestFacts {
  readonly requestId: RequestId;
  readonly turnId: TurnId;
  readonly epoch: number;
  readonly kind: RequestKind;
  /** One line, e.g. `Run a command`. */
  readonly title: string;
  /** What it is about, e.g. the command line or the diff. At most 8 kB. */
  readonly detail: string;
  /** What `allow-always` would cover. */
  readonly patterns?: readonly string[];
  readonly questions?: readonly Question[];
  readonly choices: readonly Decision[];
  readonly openedAt: Millis;
}

export type OpenRequest = RequestFacts &
  (
    | { readonly state: 'open'; readonly problem?: Failure }
    | { readonly state: 'answering'; readonly answer: RequestAnswer; readonly answeredAt: Millis }
  );

/** A request as rows and clients hold it. */
export type Request = RequestFacts & {
  readonly state: RequestState;
  readonly answer?: RequestAnswer;
  readonly problem?: Failure;
  readonly endedAt?: Millis;
};

/** A file that the user sent with a message. Its content is kept under `blobId`. */
export interface Attachment {
  readonly name: string;
  readonly mime: string;
  readonly blobId: BlobId;
  readonly bytes: number;
}

/** Of one message; sizes in bytes. */
export const attachmentLimits = { count: 10, image: 10_000_000, text: 1_000_000, all: 20_000_000 } as const;

export type HeldReason = 'interrupted' | 'failed' | 'refused' | 'uncertain' | 'user' | 'archived';

export interface Queue {
  readonly hold: null | { readonly reason: HeldReason; readonly since: Millis };
  /** In order: accepted and not yet handed over, on the way, or returned. Delivered and removed ones have left. */
  readonly messages: readonly QueuedMessage[];
}

/** Work that outlives its turn, e.g. a command left running. `ended` and `lost` ones have left the state (rule 12). */
export interface Task {
  readonly taskId: TaskId;
  /** One line for people, e.g. the command. */
  readonly title: string;
  /** The epoch in which it was found; it is watched no longer than that. */
  readonly epoch: number;
  readonly pid?: number;
  readonly startedAt: Millis;
  readonly stop?: { readonly requestedAt: Millis; readonly force: boolean };
  /** Why the last stop failed; cleared by the next one. */
  readonly problem?: Failure;
}

/** At most so many tasks of one thread are watched; more are told as a notice only. */
export const taskLimit = 20;
/** At most so many prompts are steered into one turn; what is sent beyond waits for the next. */
export const steerLimit = 50;
/** At most so many messages wait or lie returned on one thread. */
export const queueLimit = 50;
/** UTF-16 units; a message larger than that is refused (TEXT_TOO_LARGE). */
export const textLimit = 1_000_000;

interface QueuedMessageBase {
  readonly messageId: MessageId;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly acceptedAt: Millis;
  /** The thread's version at which it was accepted (rule 8). */
  readonly acceptedVersion: number;
  /** Its place in the queue once it was moved; absent: `acceptedVersion`. Smaller goes first. */
  readonly rank?: number;
}

/** Its own turn and item, if it becomes a turn of its own after all. */
export interface OwnTurn {
  readonly turnId: TurnId;
  readonly itemId: ItemId;
}

/** How a message goes while a turn runs (rule 25). With none running each is a plain send. */
export type Delivery = 'queue' | 'steer' | 'interrupt';

export type ReturnReason =
  | 'interrupted' // stopped before it was handed over
  | 'refused' // the provider refused it
  | 'bind-failed' // the session could not be started
  | 'deadline' // not accepted in time
  | 'exit' // the provider ended before it had it
  | 'restart' // Plumbline was restarted while it was on its way
  | 'archived';

export type QueuedMessage = QueuedMessageBase &
  (
    | { readonly state: 'queued'; readonly next?: true /* goes next, alone, though the queue is held (rule 25) */ }
    /** Belongs to the pending turn; `handedAt` is set just before the provider gets it (at most once, rule 33). */
    | { readonly state: 'delivering'; readonly turnId: TurnId; readonly handed?: { readonly epoch: number; readonly at: Millis } }
    /** Goes into the running turn `turnId` (rule 26); `own` is used if that ends before the provider shows that it has it. */
    | {
        readonly state: 'steering';
        readonly turnId: TurnId;
        readonly own: OwnTurn;
        readonly handed?: { readonly epoch: number; readonly at: Millis };
      }
    | { readonly state: 'returned'; readonly reason: ReturnReason; readonly seen: 'no' | 'perhaps' }
  );
