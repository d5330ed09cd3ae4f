import type { MessageId, Millis, TurnId } from '../ids.ts';
import type { Queue, QueuedMessage, ThreadState } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';
import { placedBefore } from './rank.ts';

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
  return withMessages(state, placedBefore(state.queue.messages, message, null));
}

/** One that was to be steered goes before all that wait (rule 26). */
export function queued(state: ThreadState, event: Of<'message.queued'>): ThreadState {
  const message = find(state.queue, event.messageId);
  const next = event.next === true ? { next: true as const } : {};
  if (message?.state === 'queued') return replace(state, event.messageId, (each) => ({ ...each, ...next }));
  if (message?.state !== 'steering') return state;
  const first = state.queue.messages.find((each) => each.state === 'queued');
  return withMessages(state, placedBefore(state.queue.messages, { ...base(message), state: 'queued', ...next }, first?.messageId ?? null));
}

/** Only into the turn that runs. */
export function steering(state: ThreadState, event: Of<'message.steering'>): ThreadState {
  const { messageId, turnId, own } = event;
  if (state.turn?.state !== 'running' || state.turn.turnId !== turnId) return state;
  return replace(state, messageId, (message) =>
    message.state === 'queued' ? { ...base(message), state: 'steering', turnId, own } : message,
  );
}

export function delivering(state: ThreadState, event: Of<'message.delivering'>, at: Millis): ThreadState {
  return replace(state, event.messageId, (message) => {
    const goes = message.state === 'delivering' || message.state === 'steering';
    return goes && message.turnId === event.turnId ? { ...message, handed: { epoch: event.epoch, at } } : message;
  });
}

/** A steered one belongs to the running turn from then on (rule 26). */
export function delivered(state: ThreadState, event: Of<'message.delivered'>): ThreadState {
  const left = take(state, event.messageId);
  const { turn } = left;
  if (turn?.state !== 'running' || turn.turnId !== event.turnId || turn.messageId === event.messageId) return left;
  return { ...left, turn: { ...turn, steered: [...(turn.steered ?? []), event.messageId] } };
}

export function edited(state: ThreadState, event: Of<'message.edited'>): ThreadState {
  return replace(state, event.messageId, (message) => (message.state === 'queued' ? { ...message, text: event.text } : message));
}

export function moved(state: ThreadState, event: Of<'message.moved'>): ThreadState {
  const message = find(state.queue, event.messageId);
  return message?.state === 'queued' ? withMessages(state, placedBefore(state.queue.messages, message, event.before)) : state;
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

/** The message of a turn that was just requested is on its way; one that was handed over for a turn that has ended still is. */
export function assign(queue: Queue, messageId: MessageId, turnId: TurnId): Queue {
  return normal({
    ...queue,
    messages: queue.messages.map((message) => {
      if (message.messageId !== messageId) return message;
      if (message.state !== 'queued' && message.state !== 'steering') return message;
      const handed = message.state === 'steering' && message.handed ? { handed: message.handed } : {};
      return { ...base(message), state: 'delivering', turnId, ...handed };
    }),
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

/**
 * What is steered into a turn that is no more, if its own fate could not be read (rule 34): unsent it waits; handed over it may have
 * become a turn of its own, unless the session ended (`returned`).
 */
export function settleSteered(queue: Queue, returnHanded: boolean): Queue {
  if (!queue.messages.some((message) => message.state === 'steering')) return queue;
  return {
    ...queue,
    messages: queue.messages.map((message) => {
      if (message.state !== 'steering') return message;
      if (!message.handed) return { ...base(message), state: 'queued' };
      return returnHanded ? asReturned(message, 'exit', 'perhaps') : message;
    }),
  };
}

export function find(queue: Queue, messageId: MessageId): QueuedMessage | undefined {
  return queue.messages.find((message) => message.messageId === messageId);
}

function asReturned(message: QueuedMessage, reason: Of<'message.returned'>['reason'], seen: 'no' | 'perhaps'): QueuedMessage {
  return { ...base(message), state: 'returned', reason, seen };
}

function base(message: QueuedMessage) {
  const { messageId, text, attachments, acceptedAt, acceptedVersion, rank } = message;
  return { messageId, text, attachments, acceptedAt, acceptedVersion, ...(rank === undefined ? {} : { rank }) };
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
