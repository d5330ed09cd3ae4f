import type { Draft } from './draft.ts';
import { find } from './evolve/queue.ts';
import { isBound } from './evolve/session.ts';
import type { HeldReason, QueuedMessage, ThreadState } from './state.ts';

type Waiting = Extract<QueuedMessage, { readonly state: 'queued' }>;
type OnItsWay = Extract<QueuedMessage, { readonly state: 'delivering' }>;
type Steering = Extract<QueuedMessage, { readonly state: 'steering' }>;

/** Messages that wait for their turn, in order. */
export function waiting(state: ThreadState): readonly Waiting[] {
  return state.queue.messages.filter((message): message is Waiting => message.state === 'queued');
}

/** Rule 25: what was sent while a stop was under way or the queue was held goes first, alone; else the head, if nothing holds it. */
export function nextMessage(state: ThreadState): Waiting | undefined {
  const messages = waiting(state);
  return messages.find((message) => message.next === true) ?? (state.queue.hold === null ? messages[0] : undefined);
}

/** Whether `thread.queue.drain` would make the next message a turn now (rule 25). */
export function drainable(state: ThreadState): boolean {
  return !state.turn && isAtRest(state) && !state.rewind?.asked && nextMessage(state) !== undefined;
}

/** Whether `thread.message.hand-over` would be allowed now: once, bound, not draining, no stop and no rewind under way (rules 7, 13, 33, 42). */
export function handOverable(state: ThreadState): boolean {
  const { turn, session } = state;
  if (!turn || turn.stop || state.rewind?.asked || nextToHandOver(state) === undefined) return false;
  return isBound(session) && session.draining !== true && session.stopRequestedAt === undefined && !state.removed;
}

/** The pending turn's message, or the first that is steered into the running one: one at a time is on its way. */
export function nextToHandOver(state: ThreadState): OnItsWay | Steering | undefined {
  if (handedOver(state)) return undefined;
  return state.turn?.state === 'pending' ? messageOnItsWay(state) : steered(state)[0];
}

/** The message that the provider was given and has not shown to have: at most one. */
export function handedOver(state: ThreadState): OnItsWay | Steering | undefined {
  const going = state.turn?.state === 'pending' ? messageOnItsWay(state) : steered(state).find((message) => message.handed);
  return going?.handed ? going : undefined;
}

/** Messages that go into the running turn and were not accepted yet, in order (rule 26). */
export function steered(state: ThreadState): readonly Steering[] {
  return state.queue.messages.filter((message): message is Steering => message.state === 'steering');
}

/** A stop drops what is unsent of its turn (rule 33), and a turn that ends leaves it: it is the first to wait. */
export function queueUnsent(draft: Draft, next?: true): void {
  const unsent = steered(draft.state).filter((message) => !message.handed);
  for (const { messageId } of unsent.toReversed()) draft.add({ type: 'message.queued', messageId, ...(next ? { next } : {}) });
}

/** The message of the pending turn. */
function messageOnItsWay(state: ThreadState): OnItsWay | undefined {
  const { turn } = state;
  if (turn?.messageId === undefined) return undefined;
  const message = find(state.queue, turn.messageId);
  return message?.state === 'delivering' ? message : undefined;
}

/** No stop of the session is under way, and the thread takes work. */
export function isAtRest(state: ThreadState): boolean {
  return state.session.stopRequestedAt === undefined && state.archivedAt === undefined && !state.removed;
}

/**
 * Holds the queue if messages wait. `all`: those that were to go next too. `not-next`: what was sent while the stop was
 * under way keeps its right to go next. `seenVersion`: later messages are not what the user meant (rule 8).
 */
export function holdIfWaiting(draft: Draft, reason: HeldReason, which: 'all' | 'not-next', seenVersion = Number.POSITIVE_INFINITY): void {
  const messages = waiting(draft.state).filter((message) => message.acceptedVersion <= seenVersion);
  const open = draft.state.queue.hold === null && messages.some((message) => message.next !== true);
  const next = which === 'all' && messages.some((message) => message.next === true);
  if (open || next) draft.add({ type: 'queue.held', reason });
}
