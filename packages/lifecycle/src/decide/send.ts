import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import { find } from '../evolve/queue.ts';
import type { Millis } from '../ids.ts';
import { isAtRest, nextMessage } from '../queue.ts';
import { requestTurn } from '../request-turn.ts';
import { slashCommand } from '../slash.ts';
import { type Attachment, type Delivery, queueLimit, steerLimit, type ThreadState, textLimit } from '../state.ts';
import { accepted, archivedRefusal, refused } from './refuse.ts';
import { rewindUnderWay } from './rewind.ts';
import { stopTurn } from './stop.ts';
import { namedBy } from './title.ts';

type Send = Extract<Command, { type: 'thread.turn.start' }>;

/** Rule 25: at rest the message becomes a turn at once; else it is steered, sent after an interrupt, or waits, with one visible fate. */
export function sendMessage(state: ThreadState, command: Send, now: Millis): Decided {
  const refusal = refuseSend(state, command);
  if (refusal) return refusal;
  const { messageId, text, attachments } = command;
  const delivery = deliveryOf(state, command);
  const draft = new Draft(state, now);
  if (delivery === 'interrupt') stopTurn(draft, 'user');
  const free = !draft.state.turn && isAtRest(draft.state) && nextMessage(draft.state) === undefined;
  draft.add({ type: 'message.accepted', messageId, text, attachments }).add(...namedBy(state, text));
  if (free) {
    requestTurn(draft, command, command);
    return accepted(draft.events, 'started');
  }
  const { turn } = draft.state;
  if (delivery === 'steer' && turn) {
    const { turnId, itemId } = command;
    return accepted(draft.add({ type: 'message.steering', messageId, turnId: turn.turnId, own: { turnId, itemId } }).events, 'steered');
  }
  const next = draft.state.queue.hold !== null || turn?.stop !== undefined || draft.state.session.stopRequestedAt !== undefined;
  draft.add({ type: 'message.queued', messageId, ...(next ? { next } : {}) });
  return accepted(draft.events, command.delivery === 'interrupt' && turn ? 'interrupting' : 'queued');
}

/** What the wish comes to. With no turn running every delivery is a plain send; while one is pending or stopping, steer means queue. */
function deliveryOf({ turn, session }: ThreadState, { delivery = 'queue', canSteer = false, text }: Send): Delivery {
  if (!turn || turn.stop || session.stopRequestedAt !== undefined) return 'queue';
  if (delivery !== 'steer') return delivery;
  // A command is a turn of its own: nobody can say which words of a running one it began.
  const steers = canSteer && slashCommand(text) === null && turn.state === 'running' && (turn.steered?.length ?? 0) < steerLimit;
  return steers ? 'steer' : 'queue';
}

/** Why such a text cannot be sent; undefined: it can. */
export function textProblem(text: string, attachments: readonly Attachment[]): Decided | undefined {
  if (text.trim() === '' && attachments.length === 0) return refused('MESSAGE_EMPTY', 'The message is empty.');
  return text.length > textLimit ? refused('TEXT_TOO_LARGE', 'The message is larger than 1 MB.') : undefined;
}

function refuseSend(state: ThreadState, { messageId, text, attachments }: Send): Decided | undefined {
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  if (state.rewind?.asked) return rewindUnderWay(state);
  const problem = textProblem(text, attachments);
  if (problem) return problem;
  if (find(state.queue, messageId))
    return refused('COMMAND_CONFLICT', 'This message was sent already.', { kind: 'message', id: messageId });
  const oldest = state.queue.messages[0];
  if (oldest && state.queue.messages.length >= queueLimit) {
    const blocker = { kind: 'message', id: oldest.messageId } as const;
    return refused('QUEUE_FULL', `${queueLimit} messages wait or lie returned on this thread.`, blocker, 'thread.queue.remove');
  }
  return undefined;
}
