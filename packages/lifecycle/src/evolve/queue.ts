import type { MessageId, Millis, TurnId } from '../ids.ts';
import type { Queue, QueuedMessage, ThreadState } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';

export function accepted(state: ThreadState, event: Of<'message.accepted'>, at: Millis, version: number): ThreadState {
  if (find(state.queue, event.messageId)) return state;
  const message: QueuedMessage = {
    messageId: event.messageId,
    text: event.text,
    attachments: event.attachments,
    acceptedAt: at,
    acceptedVersion: version,
    state: 'queued',
  };
  return withMessages(state, [...state.queue.messages, message]);
}

export function queued(state: ThreadState, event: Of<'message.queued'>): ThreadState {
  return replace(state, event.messageId, (message) =>
    message.state === 'queued' && event.next === true ? { ...message, next: true } : message,
  );
}

export function delivering(state: ThreadState, event: Of<'message.delivering'>, at: Millis): ThreadState {
  return replace(state, event.messageId, (message) =>
    message.state === 'delivering' && message.turnId === event.turnId ? { ...message, handed: { epoch: event.epoch, at } } : message,
  );
}

export function delivered(state: ThreadState, event: Of<'message.delivered'>): ThreadState {
  return take(state, event.messageId);
}

export function removed(state: ThreadState, event: Of<'message.removed'>): ThreadState {
  return take(state, event.messageId);
}

export function returned(state: ThreadState, event: Of<'message.returned'>): ThreadState {
  return replace(state, event.messageId, (message) => asReturned(message, event.reason, event.seen));
}

/** Holding takes the right of way from those that were to go next: the user stopped again after sending them. */
export function held(state: ThreadState, event: Of<'queue.held'>, at: Millis): ThreadState {
  const messages = state.queue.messages.map((message) => (message.state === 'queued' ? without(message, 'next') : message));
  return { ...state, queue: normal({ hold: { reason: event.reason, since: state.queue.hold?.since ?? at }, messages }) };
}

export function resumed(state: ThreadState): ThreadState {
  return { ...state, queue: { ...state.queue, hold: null } };
}

/** The message of a turn that was just requested is on its way. */
export function assign(queue: Queue, messageId: MessageId, turnId: TurnId): Queue {
  return normal({
    ...queue,
    messages: queue.messages.map((message) =>
      message.messageId === messageId && message.state === 'queued' ? { ...base(message), state: 'delivering', turnId } : message,
    ),
  });
}

/** Takes the message of a turn that runs out of the queue, if its delivery could not be read (rule 34). */
export function settleAssigned(queue: Queue, turnId: TurnId, as: 'delivered' | 'returned'): Queue {
  const mine = (message: QueuedMessage) => message.state === 'delivering' && message.turnId === turnId;
  if (!queue.messages.some(mine)) return queue;
  if (as === 'delivered') return normal({ ...queue, messages: queue.messages.filter((message) => !mine(message)) });
  return normal({
    ...queue,
    messages: queue.messages.map((message) => (mine(message) ? asReturned(message, 'exit', 'perhaps') : message)),
  });
}

export function find(queue: Queue, messageId: MessageId): QueuedMessage | undefined {
  return queue.messages.find((message) => message.messageId === messageId);
}

function asReturned(message: QueuedMessage, reason: Of<'message.returned'>['reason'], seen: 'no' | 'perhaps'): QueuedMessage {
  return { ...base(message), state: 'returned', reason, seen };
}

function base(message: QueuedMessage) {
  const { messageId, text, attachments, acceptedAt, acceptedVersion } = message;
  return { messageId, text, attachments, acceptedAt, acceptedVersion };
}

function take(state: ThreadState, messageId: MessageId): ThreadState {
  return withMessages(
    state,
    state.queue.messages.filter((message) => message.messageId !== messageId),
  );
}

function replace(state: ThreadState, messageId: MessageId, change: (message: QueuedMessage) => QueuedMessage): ThreadState {
  return withMessages(
    state,
    state.queue.messages.map((message) => (message.messageId === messageId ? change(message) : message)),
  );
}

function withMessages(state: ThreadState, messages: readonly QueuedMessage[]): ThreadState {
  return { ...state, queue: normal({ ...state.queue, messages }) };
}

/** A hold says something of messages that wait; with none there is nothing to hold or to resume. */
function normal(queue: Queue): Queue {
  return queue.hold !== null && !queue.messages.some((message) => message.state === 'queued') ? { ...queue, hold: null } : queue;
}
