import type { MessageId } from '../ids.ts';
import type { QueuedMessage } from '../state.ts';

/** A message's place in the queue: smaller goes first. */
export function rankOf(message: QueuedMessage): number {
  return message.rank ?? message.acceptedVersion;
}

/**
 * The messages with this one before that other, or last, in the order of their ranks. Only the moved one gets a new rank: it
 * lies between its neighbours'. Where numbers run out between them, all are numbered anew.
 */
export function placedBefore(
  messages: readonly QueuedMessage[],
  message: QueuedMessage,
  before: MessageId | null,
): readonly QueuedMessage[] {
  const others = messages.filter((each) => each.messageId !== message.messageId);
  const found = before === null ? -1 : others.findIndex((each) => each.messageId === before);
  const at = found === -1 ? others.length : found;
  const rank = between(others[at - 1], others[at], message);
  if (rank === undefined) return others.toSpliced(at, 0, message).map((each, index) => ({ ...each, rank: index + 1 }));
  return others.toSpliced(at, 0, rank === rankOf(message) ? message : { ...message, rank });
}

/** Undefined: there is no number between the two. */
function between(left: QueuedMessage | undefined, right: QueuedMessage | undefined, message: QueuedMessage): number | undefined {
  const low = left ? rankOf(left) : Number.NEGATIVE_INFINITY;
  const high = right ? rankOf(right) : Number.POSITIVE_INFINITY;
  const own = rankOf(message);
  if (own > low && own < high) return own;
  if (left === undefined) return high - 1;
  if (right === undefined) return low + 1;
  const middle = (low + high) / 2;
  return middle > low && middle < high ? middle : undefined;
}
