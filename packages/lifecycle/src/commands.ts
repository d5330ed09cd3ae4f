import type { ErrorCode, Failure } from './errors.ts';
import type { ThreadEvent } from './events.ts';
import type { ItemId, MessageId, Millis, ProjectId, RequestId, TaskId, ThreadId, TurnId } from './ids.ts';
import type { Attachment, Delivery, ForkPoint, RequestAnswer, ThreadSettings, ThreadState } from './state.ts';

/** What someone wants of a thread. Imperative. Ids of what it may make come with it (the rules make none). */
export type Command =
  | {
      readonly type: 'thread.create';
      readonly threadId: ThreadId;
      readonly projectId: ProjectId;
      readonly settings: ThreadSettings;
      readonly title?: string;
    }
  /** A new thread that goes on after a settled turn of another; the runtime looks up which. Its session is bound at once, by a fork. */
  | {
      readonly type: 'thread.fork';
      readonly threadId: ThreadId;
      readonly projectId: ProjectId;
      readonly settings: ThreadSettings;
      readonly title: string;
      readonly forkedFrom: ForkPoint;
    }
  | { readonly type: 'thread.rename'; readonly title: string }
  /** From the next turn on. `noticeId`: of the item that says so, if a turn is live. */
  | { readonly type: 'thread.configure'; readonly settings: Partial<Omit<ThreadSettings, 'provider'>>; readonly noticeId: ItemId }
  /** Stop first (rule 40): refused with BLOCKED_BY_RUNNING_TURN while a turn lives; the runtime stops and repeats it. */
  | { readonly type: 'thread.archive' }
  | { readonly type: 'thread.unarchive' }
  | { readonly type: 'thread.remove' }
  /** To before the turn of this number: it and all after it are taken back, files and conversation together (rule 42). */
  | { readonly type: 'thread.rewind'; readonly turn: number }
  /** Until a turn begins after it. */
  | { readonly type: 'thread.rewind.undo' }
  | {
      readonly type: 'thread.turn.start';
      readonly messageId: MessageId;
      readonly turnId: TurnId;
      /** The item of the user's message. */
      readonly itemId: ItemId;
      readonly text: string;
      readonly attachments: readonly Attachment[];
      /** Default: `queue`. */
      readonly delivery?: Delivery;
      /** The provider can take a prompt while it works; without it `steer` means `queue`. */
      readonly canSteer?: boolean;
    }
  /** Rule 8. `seenVersion`: the version that the user saw. `by: 'archive'`: part of an archive or a removal. */
  | { readonly type: 'thread.turn.interrupt'; readonly seenVersion?: number; readonly by: 'user' | 'archive' }
  /** `fresh`: the user chose to go on without the recorded conversation (rule 22); refused while a turn lives or a session is bound. */
  | { readonly type: 'thread.session.start'; readonly fresh?: true }
  | { readonly type: 'thread.session.stop'; readonly force: boolean }
  | { readonly type: 'thread.request.respond'; readonly requestId: RequestId; readonly answer: RequestAnswer }
  | { readonly type: 'thread.queue.remove'; readonly messageId: MessageId }
  | { readonly type: 'thread.queue.edit'; readonly messageId: MessageId; readonly text: string }
  /** `before`: the queued message that it goes before; null: last. */
  | { readonly type: 'thread.queue.move'; readonly messageId: MessageId; readonly before: MessageId | null }
  | { readonly type: 'thread.queue.resume' }
  /** Rule 12. `force`: kills it. */
  | { readonly type: 'thread.task.stop'; readonly taskId: TaskId; readonly force: boolean }
  /** The server's own: the head of the queue becomes a pending turn when rule 25 lets it. */
  | { readonly type: 'thread.queue.drain'; readonly turnId: TurnId; readonly itemId: ItemId }
  /** The server's own: written just before the provider gets the prompt (rule 33). */
  | { readonly type: 'thread.message.hand-over' };

export type CommandType = Command['type'];

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** What stands in the way, e.g. a turn id (I10). */
  readonly blocker?: { readonly kind: 'turn' | 'stop' | 'message' | 'request' | 'task' | 'thread'; readonly id: string };
  /** The procedure that removes it (I10). */
  readonly removedBy?: string;
}

/**
 * What becomes of a message, told at once. `steered`: it goes into the running turn. `interrupting`: it goes next, when the turn
 * that is being stopped for it has ended.
 */
export type Fate = 'started' | 'queued' | 'steered' | 'interrupting';

export type Decided =
  | { readonly ok: true; readonly events: readonly ThreadEvent[]; readonly fate?: Fate }
  | { readonly ok: false; readonly refusal: Refusal };

/** Applies a command to the state. `null`: there is no such thread yet. `now` is used for nothing but comparisons. */
export type Decide = (state: ThreadState | null, command: Command, now: Millis) => Decided;

export type { Failure };
