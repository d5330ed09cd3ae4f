import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import { find } from '../evolve/queue.ts';
import type { MessageId, Millis } from '../ids.ts';
import { drainable, handedOver, handOverable, nextMessage, nextToHandOver } from '../queue.ts';
import { requestTurn } from '../request-turn.ts';
import type { QueuedMessage, ThreadState } from '../state.ts';
import { accepted, already, archivedRefusal, refused } from './refuse.ts';
import { textProblem } from './send.ts';

/** The user takes away a message that waits or was returned. */
export function removeMessage(state: ThreadState, messageId: MessageId): Decided {
  const message = find(state.queue, messageId);
  if (!message) return notWaiting();
  return inDelivery(message) ?? accepted([{ type: 'message.removed', messageId }]);
}

/** Only what waits can be changed; a returned one is taken back into the composer instead. */
export function editMessage(state: ThreadState, { messageId, text }: Extract<Command, { type: 'thread.queue.edit' }>): Decided {
  const message = find(state.queue, messageId);
  if (!message || message.state === 'returned') return notWaiting();
  const refusal = inDelivery(message) ?? textProblem(text, message.attachments);
  if (refusal) return refusal;
  return message.text === text ? already : accepted([{ type: 'message.edited', messageId, text }]);
}

export function moveMessage(state: ThreadState, { messageId, before }: Extract<Command, { type: 'thread.queue.move' }>): Decided {
  for (const id of [messageId, before]) {
    const message = id === null ? undefined : find(state.queue, id);
    if (id !== null && (!message || message.state === 'returned')) return notWaiting();
    const refusal = message && inDelivery(message);
    if (refusal) return refusal;
  }
  const waits = state.queue.messages.filter((message) => message.state === 'queued').map((message) => message.messageId);
  const follower = waits[waits.indexOf(messageId) + 1] ?? null;
  return messageId === before || follower === before ? already : accepted([{ type: 'message.moved', messageId, before }]);
}

function notWaiting(): Decided {
  return refused('MESSAGE_NOT_FOUND', 'This message does not wait on the thread.');
}

function inDelivery(message: QueuedMessage): Decided | undefined {
  if (message.state !== 'delivering' && message.state !== 'steering') return undefined;
  const blocker = { kind: 'turn', id: message.turnId } as const;
  return refused('MESSAGE_IN_DELIVERY', 'This message is on its way to the agent.', blocker, 'thread.turn.interrupt');
}

export function resumeQueue(state: ThreadState): Decided {
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  return state.queue.hold === null ? already : accepted([{ type: 'queue.resumed' }]);
}

/** Makes the next message the pending turn. The runtime asks only when `drainable`; a refusal is no fault. */
export function drainQueue(state: ThreadState, command: Extract<Command, { type: 'thread.queue.drain' }>, now: Millis): Decided {
  const message = nextMessage(state);
  if (!drainable(state) || !message) return refuseDrain(state);
  const draft = new Draft(state, now);
  requestTurn(draft, message, command);
  return accepted(draft.events, 'started');
}

/** Writes down that the provider gets the prompt now: at most once (rule 33). Asked only when `handOverable`. */
export function handOver(state: ThreadState): Decided {
  const { turn, session } = state;
  const message = nextToHandOver(state) ?? handedOver(state);
  if (!turn || !message) return refused('MESSAGE_NOT_FOUND', 'No message is to be handed over.');
  const blocker = { kind: 'turn', id: turn.turnId } as const;
  if (message.handed) return refused('MESSAGE_IN_DELIVERY', 'The message was handed over already.', blocker, 'thread.turn.interrupt');
  if (!handOverable(state)) {
    return refused('BLOCKED_BY_STOP', 'The session is not ready to get a message.', blocker, 'thread.turn.interrupt');
  }
  return accepted([{ type: 'message.delivering', messageId: message.messageId, turnId: turn.turnId, epoch: session.epoch }]);
}

function refuseDrain(state: ThreadState): Decided {
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  if (state.turn) {
    const blocker = { kind: 'turn', id: state.turn.turnId } as const;
    return refused('BLOCKED_BY_RUNNING_TURN', 'A turn is live.', blocker, 'thread.turn.interrupt');
  }
  if (state.session.stopRequestedAt !== undefined) {
    const blocker = { kind: 'stop', id: state.threadId } as const;
    return refused('BLOCKED_BY_STOP', 'The session is being stopped.', blocker, 'thread.session.stop');
  }
  const blocker = { kind: 'thread', id: state.threadId } as const;
  return refused('MESSAGE_NOT_FOUND', 'No message may go now.', blocker, 'thread.queue.resume');
}
