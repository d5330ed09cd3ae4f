import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import { find } from '../evolve/queue.ts';
import type { ItemId, MessageId, Millis, TurnId } from '../ids.ts';
import { isAtRest, nextMessage } from '../queue.ts';
import { queueLimit, type ThreadState, textLimit } from '../state.ts';
import { accepted, archivedRefusal, refused } from './refuse.ts';
import { namedBy } from './title.ts';

type Send = Extract<Command, { type: 'thread.turn.start' }>;

/** Rule 25: at rest the message becomes a turn at once; else it waits, with one visible fate. */
export function sendMessage(state: ThreadState, command: Send, now: Millis): Decided {
  const refusal = refuseSend(state, command);
  if (refusal) return refusal;
  const { messageId, text, attachments } = command;
  const draft = new Draft(state, now).add({ type: 'message.accepted', messageId, text, attachments });
  draft.add(...namedBy(state, text));
  if (!state.turn && isAtRest(state) && nextMessage(state) === undefined) {
    requestTurn(draft, messageId, text, command);
    return accepted(draft.events, 'started');
  }
  const next = state.queue.hold !== null || state.turn?.stop !== undefined || state.session.stopRequestedAt !== undefined;
  draft.add({ type: 'message.queued', messageId, ...(next ? { next } : {}) });
  return accepted(draft.events, 'queued');
}

/** The message becomes the thread's pending turn; its text stands in the timeline from now on. */
export function requestTurn(draft: Draft, messageId: MessageId, text: string, ids: { turnId: TurnId; itemId: ItemId }): void {
  const { turnId, itemId } = ids;
  draft.add({ type: 'turn.requested', turnId, origin: 'user', messageId });
  const order = draft.state.nextOrder;
  draft.add({ type: 'item.closed', itemId, turnId, order, status: 'done', content: { kind: 'user', text } });
}

function refuseSend(state: ThreadState, { messageId, text, attachments }: Send): Decided | undefined {
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  if (text.trim() === '' && attachments.length === 0) return refused('MESSAGE_EMPTY', 'The message is empty.');
  if (text.length > textLimit) return refused('TEXT_TOO_LARGE', 'The message is larger than 1 MB.');
  if (find(state.queue, messageId))
    return refused('COMMAND_CONFLICT', 'This message was sent already.', { kind: 'message', id: messageId });
  const oldest = state.queue.messages[0];
  if (oldest && state.queue.messages.length >= queueLimit) {
    const blocker = { kind: 'message', id: oldest.messageId } as const;
    return refused('QUEUE_FULL', `${queueLimit} messages wait or lie returned on this thread.`, blocker, 'thread.queue.remove');
  }
  return undefined;
}
