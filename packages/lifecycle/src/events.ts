import type { Failure } from './errors.ts';
import type { ItemId, MessageId, Millis, ProjectId, RequestId, TaskId, ThreadId, TurnId } from './ids.ts';
import type {
  Attachment,
  ForkPoint,
  HeldReason,
  ItemContent,
  OwnTurn,
  RequestAnswer,
  RequestFacts,
  ReturnReason,
  StopMark,
  ThreadSettings,
  ThreadState,
  ToolContent,
  TurnCause,
  TurnChanges,
  TurnOrigin,
  TurnOutcome,
  TurnRange,
  Usage,
} from './state.ts';

/**
 * What happened on a thread: the only way its state changes. Past tense, noun first. Ids of providers never stand in
 * an event; they lie beside it in the log (`RecordedEvent` of the store).
 */
export type ThreadEvent =
  | {
      readonly type: 'thread.created';
      readonly projectId: ProjectId;
      readonly title: string;
      readonly titleSource: ThreadState['titleSource'];
      readonly settings: ThreadSettings;
      readonly forkedFrom?: ForkPoint;
    }
  | { readonly type: 'thread.renamed'; readonly title: string; readonly source: ThreadState['titleSource'] }
  /** From the next turn on; the live one keeps what it was asked with. */
  | { readonly type: 'thread.configured'; readonly settings: ThreadSettings }
  | { readonly type: 'thread.archived' }
  | { readonly type: 'thread.unarchived' }
  | { readonly type: 'thread.removed' }
  // Rewind (rule 42): asked of the provider, then it stands, until it is undone or a turn begins after it
  | { readonly type: 'thread.rewind-requested'; readonly turns: TurnRange }
  | { readonly type: 'thread.rewound'; readonly turns: TurnRange }
  | { readonly type: 'thread.rewind-undo-requested' }
  | { readonly type: 'thread.rewind-undone' }
  /** Of the rewind or its undo, whichever was asked: what was before it stands. `final`: what is rewound can not be brought back. */
  | { readonly type: 'thread.rewind-failed'; readonly failure: Failure; readonly final?: true }
  // Messages: each accepted one ends in delivered or returned (I6)
  | {
      readonly type: 'message.accepted';
      readonly messageId: MessageId;
      readonly text: string;
      readonly attachments: readonly Attachment[];
    }
  /**
   * It waits behind others; one that was to be steered waits before them (rule 26). `next`: it goes next, alone, though the queue
   * is held (rule 25).
   */
  | { readonly type: 'message.queued'; readonly messageId: MessageId; readonly next?: true }
  /** It is to go into the running turn `turnId`; `own`: should that end first (rule 26). */
  | { readonly type: 'message.steering'; readonly messageId: MessageId; readonly turnId: TurnId; readonly own: OwnTurn }
  /** Written before the provider gets it: at most once, in this epoch, for this turn (rule 33). */
  | { readonly type: 'message.delivering'; readonly messageId: MessageId; readonly turnId: TurnId; readonly epoch: number }
  /** The provider shows that it has it. */
  | { readonly type: 'message.delivered'; readonly messageId: MessageId; readonly turnId: TurnId }
  | { readonly type: 'message.returned'; readonly messageId: MessageId; readonly reason: ReturnReason; readonly seen: 'no' | 'perhaps' }
  /** The user changed a queued message. */
  | { readonly type: 'message.edited'; readonly messageId: MessageId; readonly text: string }
  /** The user gave a queued message another place: before that one, or last. */
  | { readonly type: 'message.moved'; readonly messageId: MessageId; readonly before: MessageId | null }
  /** The user took a queued or returned message away. */
  | { readonly type: 'message.removed'; readonly messageId: MessageId }
  | { readonly type: 'queue.held'; readonly reason: HeldReason }
  | { readonly type: 'queue.resumed' }
  // Tasks: work that outlives its turn (rule 12)
  | { readonly type: 'task.started'; readonly taskId: TaskId; readonly title: string; readonly epoch: number; readonly pid?: number }
  | { readonly type: 'task.stop-requested'; readonly taskId: TaskId; readonly force: boolean }
  | { readonly type: 'task.stop-failed'; readonly taskId: TaskId; readonly failure: Failure }
  /** `lost`: nobody can tell any more whether it runs. */
  | { readonly type: 'task.ended'; readonly taskId: TaskId; readonly how: 'ended' | 'lost' }
  // Session
  /** `fresh`: the next bind makes a new conversation, since the user chose so (rule 22). */
  | { readonly type: 'session.starting'; readonly fresh?: true }
  | { readonly type: 'session.bound'; readonly epoch: number; readonly resumed: boolean }
  /** At rest without a turn: after a bind, or observed idle after an abort (clears `draining`). */
  | { readonly type: 'session.ready' }
  | { readonly type: 'session.stop-requested' }
  | { readonly type: 'session.stop-failed'; readonly failure: Failure }
  /** `idle`: released, since nothing was going on in it for long (rule 20). */
  | { readonly type: 'session.stopped'; readonly cause: TurnCause | 'idle'; readonly failure?: Failure }
  | { readonly type: 'session.failed'; readonly failure: Failure; readonly bound: boolean }
  | { readonly type: 'session.unverified' }
  | { readonly type: 'session.verified' }
  /** `since`: when the agent was last heard of; absent: since this event. */
  | { readonly type: 'session.quiet'; readonly since?: Millis }
  // Turn
  /** `messageId` is absent for an adopted turn. The session goes to `starting` with this turn pending. */
  | { readonly type: 'turn.requested'; readonly turnId: TurnId; readonly origin: TurnOrigin; readonly messageId?: MessageId }
  | { readonly type: 'turn.started'; readonly turnId: TurnId; readonly epoch: number }
  | {
      readonly type: 'turn.stop-requested';
      readonly turnId: TurnId;
      readonly by: StopMark['by'];
      readonly outcome: StopMark['outcome'];
      readonly code?: Failure['code'];
    }
  | { readonly type: 'turn.stop-failed'; readonly turnId: TurnId; readonly failure: Failure }
  | { readonly type: 'turn.retrying'; readonly turnId: TurnId; readonly attempt: number; readonly reason: string; readonly nextAt: Millis }
  /** One model call of the turn ended. `usage` is of this step. */
  | { readonly type: 'turn.stepped'; readonly turnId: TurnId; readonly finish: StepFinish; readonly usage?: Usage }
  /** All that the turn has changed so far: the last one stands. It may come after the settlement (rule 18). */
  | { readonly type: 'turn.files-changed'; readonly turnId: TurnId; readonly changes: TurnChanges }
  /**
   * The turn's one outcome. It ends the turn, its requests (`expired`) and the session's `running` in one event; no other
   * event does (rules 1, 2). Its streaming items were closed by events before it in the same append.
   */
  | {
      readonly type: 'turn.settled';
      readonly turnId: TurnId;
      readonly outcome: TurnOutcome;
      readonly cause: TurnCause;
      readonly inferred?: true;
      readonly failure?: Failure;
      readonly session: 'ready' | 'error' | 'stopped';
      /** The provider was told to abort and has not been observed idle (rule 13). */
      readonly draining?: true;
      readonly expired: readonly RequestId[];
    }
  /** Facts that came after the settlement; they change neither outcome nor times (rule 18). */
  | { readonly type: 'turn.completed-late'; readonly turnId: TurnId; readonly usage: Usage }
  // Items. Order is the thread's `nextOrder` at the time of the first event of the item.
  | {
      readonly type: 'item.started';
      readonly itemId: ItemId;
      readonly turnId: TurnId;
      /** The tool call whose sub-agent did it. */
      readonly parentId?: ItemId;
      readonly order: number;
      readonly content: ItemContent;
    }
  /** A tool moved on, or a gap was marked. Text never comes this way (rule 30). */
  | { readonly type: 'item.updated'; readonly itemId: ItemId; readonly turnId: TurnId; readonly tool?: ToolContent; readonly gap?: true }
  /**
   * Carries the whole content. It may be the first event of its item (user messages, notices), and it may come again, or
   * after the settlement, with a better content (rule 18): the last one stands.
   */
  | {
      readonly type: 'item.closed';
      readonly itemId: ItemId;
      readonly turnId: TurnId;
      /** The tool call whose sub-agent did it. */
      readonly parentId?: ItemId;
      readonly order: number;
      readonly status: 'done' | 'partial';
      readonly content: ItemContent;
      readonly gap?: true;
    }
  /** The provider took it back (a retry emptied it). */
  | { readonly type: 'item.discarded'; readonly itemId: ItemId; readonly turnId: TurnId }
  // Requests
  | { readonly type: 'request.opened'; readonly request: Omit<RequestFacts, 'openedAt'> }
  | { readonly type: 'request.answering'; readonly requestId: RequestId; readonly turnId: TurnId; readonly answer: RequestAnswer }
  | { readonly type: 'request.reopened'; readonly requestId: RequestId; readonly turnId: TurnId; readonly failure: Failure }
  | { readonly type: 'request.resolved'; readonly requestId: RequestId; readonly turnId: TurnId; readonly answer?: RequestAnswer };

export type ThreadEventType = ThreadEvent['type'];

/** `final`: the model was done. `more`: it asked for tools. `unknown`: no known reason (rule 38). */
export type StepFinish = 'final' | 'more' | 'unknown' | 'error';

/** An event in its place: what `evolve` and `applyToTimeline` fold. */
export interface EventRecord {
  readonly threadId: ThreadId;
  /** Contiguous per thread from 1 (I7). */
  readonly version: number;
  readonly at: Millis;
  /** `null`: the row could not be read; it keeps its version and folds as nothing (rule 34). */
  readonly event: ThreadEvent | null;
}
