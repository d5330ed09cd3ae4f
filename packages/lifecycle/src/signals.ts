import type { Failure } from './errors.ts';
import type { StepFinish, ThreadEvent } from './events.ts';
import type { ItemId, MessageId, Millis, RequestId, TaskId, TurnId } from './ids.ts';
import type {
  ItemContent,
  RequestFacts,
  ReturnReason,
  ThreadState,
  ToolContent,
  TurnCause,
  TurnChanges,
  TurnRange,
  Usage,
} from './state.ts';

/** How the newest step of a turn stands (lifecycle.md: the newest of all messages made for it). */
export type Standing =
  | { readonly kind: 'none' } // no step yet
  | { readonly kind: 'open' } // one has begun and not ended
  | { readonly kind: 'ended'; readonly finish: Exclude<StepFinish, 'error'> }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'aborted' };

/**
 * One normalised fact, from a provider's adapter (translated by the runtime to ids of ours), from a timer of the runtime or
 * from an answer to a call. `epoch`: of the binding that produced it (rule 4). `turnId`: whose it is; absent where the
 * provider names none. A signal that changes nothing appends nothing (rule 39).
 */
export type Signal = { readonly epoch: number } & SignalBody;

export type SignalBody =
  // The binding. `bound` carries the new epoch: the old one plus 1.
  | { readonly kind: 'bound'; readonly resumed: boolean }
  | { readonly kind: 'bind-failed'; readonly failure: Failure }
  // The prompt of a pending turn
  | { readonly kind: 'prompt-accepted'; readonly messageId: MessageId }
  | { readonly kind: 'prompt-refused'; readonly messageId: MessageId; readonly failure: Failure }
  /** The result of rule 33's look-up after a crash, a lost answer or a deadline. */
  | {
      readonly kind: 'prompt-lost';
      readonly messageId: MessageId;
      readonly reason: ReturnReason;
      readonly seen: 'no' | 'perhaps';
      readonly failure?: Failure;
    }
  // Endings
  | { readonly kind: 'turn-completed'; readonly turnId: TurnId }
  | { readonly kind: 'turn-failed'; readonly turnId: TurnId; readonly failure: Failure }
  | { readonly kind: 'turn-aborted'; readonly turnId: TurnId }
  /** The provider ended with a stop reason that the adapter does not know. */
  | { readonly kind: 'turn-ended-unknown'; readonly turnId: TurnId; readonly reason: string }
  /** `ends`: it is on the adapter's closed list of reports that end a turn. */
  | {
      readonly kind: 'error-reported';
      readonly turnId?: TurnId;
      readonly failure: Failure;
      readonly ends: boolean;
      readonly noticeId: ItemId;
    }
  /** The provider says idle. With `turnId`: the adapter saw that turn's work, and `standing` is its newest step. */
  | { readonly kind: 'idle'; readonly turnId?: TurnId; readonly standing: Standing }
  | { readonly kind: 'exited'; readonly cause: 'exit' | 'restart'; readonly failure?: Failure }
  // Work
  | { readonly kind: 'turn-retrying'; readonly turnId: TurnId; readonly attempt: number; readonly reason: string; readonly nextAt: Millis }
  | { readonly kind: 'step-started'; readonly turnId: TurnId }
  | { readonly kind: 'step-ended'; readonly turnId: TurnId; readonly finish: StepFinish; readonly usage?: Usage }
  /** All that the turn has changed so far: the last one stands. */
  | { readonly kind: 'files-changed'; readonly turnId: TurnId; readonly changes: TurnChanges }
  // `parentId`: the tool call whose sub-agent did it
  | ({ readonly kind: 'item-started'; readonly content: ItemContent } & ItemPlace)
  | ({ readonly kind: 'item-updated'; readonly tool: ToolContent } & ItemPlace)
  | { readonly kind: 'item-gap'; readonly turnId: TurnId; readonly itemId: ItemId }
  | ({ readonly kind: 'item-closed'; readonly content: ItemContent } & ItemPlace)
  | { readonly kind: 'item-discarded'; readonly turnId: TurnId; readonly itemId: ItemId }
  /** New work that no prompt of ours asked for (rule 18). `turnId` is fresh: the adopted turn's, if it comes to that. */
  | { readonly kind: 'foreign-work'; readonly freshTurnId: TurnId }
  | { readonly kind: 'title'; readonly title: string }
  // Requests
  | { readonly kind: 'request-opened'; readonly turnId: TurnId; readonly request: Omit<RequestFacts, 'openedAt' | 'turnId' | 'epoch'> }
  | { readonly kind: 'request-resolved'; readonly requestId: RequestId }
  | { readonly kind: 'answer-failed'; readonly requestId: RequestId; readonly failure: Failure }
  // Tasks: work that outlives its turn (rule 12). `noticeId`: of the item that says so
  | { readonly kind: 'task-started'; readonly taskId: TaskId; readonly title: string; readonly pid?: number; readonly noticeId: ItemId }
  | { readonly kind: 'task-ended'; readonly taskId: TaskId; readonly lost: boolean; readonly noticeId: ItemId }
  | { readonly kind: 'task-stop-failed'; readonly taskId: TaskId; readonly failure: Failure }
  // Stop: the outcome of rule 9's ladder, where no ending of the turn confirmed it
  | { readonly kind: 'stop-refused'; readonly turnId: TurnId; readonly failure: Failure; readonly noticeId?: ItemId }
  | { readonly kind: 'stop-escalated'; readonly turnId: TurnId }
  | { readonly kind: 'session-stop-confirmed' }
  /** With `noticeId`: an item of the newest turn says so (rule 10). */
  | { readonly kind: 'session-stop-refused'; readonly failure: Failure; readonly noticeId?: ItemId }
  // Rewind (rule 42): what the provider answered, whoever asked
  | { readonly kind: 'rewound'; readonly turns: TurnRange }
  | { readonly kind: 'rewind-undone' }
  /** Nothing was changed by it. `final`: what is rewound can not be brought back. */
  | { readonly kind: 'rewind-failed'; readonly failure: Failure; readonly final?: true }
  /** Any other sign of life, streamed text too: contradicts quiet and unverified. Costs nothing when neither is set. */
  | { readonly kind: 'alive' }
  // Timers
  | { readonly kind: 'start-deadline' }
  /** `since`: when its agent was last heard of. */
  | { readonly kind: 'quiet'; readonly since?: Millis };

interface ItemPlace {
  readonly turnId: TurnId;
  readonly itemId: ItemId;
  readonly parentId?: ItemId;
}

export type SignalKind = SignalBody['kind'];

/** What a provider says when asked (rule 6). */
export type Verdict =
  | {
      readonly kind: 'alive';
      readonly busy: boolean;
      /** Of the turn asked about: has the provider its prompt, and how does its newest step stand. */
      readonly prompt: 'present' | 'absent' | 'unknown';
      readonly standing: Standing;
    }
  | { readonly kind: 'gone'; readonly standing?: Standing /* read from history without the process */ }
  | { readonly kind: 'unknown' };

/** A verdict and the moment it is about; it counts only if that moment still stands (rule 19). */
export interface Observation {
  readonly epoch: number;
  /** The turn that was live when the observation began. */
  readonly turnId?: TurnId;
  /** Whether that turn had a stop mark then. */
  readonly stopping: boolean;
  /** Number of the thread's last signal when it began; compared with `lastSignal` by `reconcile`. */
  readonly sinceSignal: number;
  readonly verdict: Verdict;
  readonly cause: Extract<TurnCause, 'reconcile' | 'restart'>;
  /** Asked in order to let an idle session go (rule 20). */
  readonly release?: true;
  /** The same verdict was given by an observation at least one second earlier (section 3, last line of the first table). */
  readonly confirmed: boolean;
}

/** Why a signal or an observation was not applied; counted by the runtime. */
export type IgnoredReason =
  | 'no-thread'
  | 'older-epoch'
  | 'future-epoch'
  | 'foreign-turn'
  | 'settled-turn'
  | 'no-turn'
  | 'ended-request'
  | 'unchanged'
  | 'outdated-observation'
  | 'stopped-turn-work';

/** What the rules ask of the runtime, beside the events. Never stored: it can be derived again, or asked again. */
export type Ask =
  | 'observe' // ask the provider at once
  | 'observe-again' // the same in one second; the verdict needs a second one
  | 'abort' // send the abort again: work came of a turn that is stopping or was stopped
  | 'adopt' // work came that no live turn owns: send `foreign-work` with a fresh turn id, then this again as that turn's (rule 18)
  | 'look-up' // find out whether the provider has the prompt (rule 33)
  | 'refuse-request'; // refuse an ended request at the provider, best effort (rule 28)

export interface Ingested {
  readonly events: readonly ThreadEvent[];
  readonly asks: readonly Ask[];
  readonly ignored?: IgnoredReason;
}

/**
 * What the runtime knows of a provider's id beyond the live state: who owns a signal's turn. `settled`: a turn of this
 * thread that has its outcome; `item` is the row of an item that was closed, for late completion (rule 18).
 */
export interface Owner {
  readonly turn: 'live' | 'settled' | 'unknown';
  readonly stoppedByUser?: boolean;
  readonly item?: { readonly order: number; readonly status: 'streaming' | 'done' | 'partial' };
  readonly request?: 'open' | 'ended';
}

/**
 * Texts of the streaming items as they were shown; `turn.settled` and stops close items with them as `partial`.
 */
export type StreamedTexts = Readonly<Record<ItemId, string>>;

export type Ingest = (state: ThreadState, signal: Signal, owner: Owner, texts: StreamedTexts, now: Millis) => Ingested;
export type Reconcile = (state: ThreadState, observation: Observation, lastSignal: number, texts: StreamedTexts, now: Millis) => Ingested;
