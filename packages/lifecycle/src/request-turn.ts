import type { Draft } from './draft.ts';
import type { ItemId, MessageId, TurnId } from './ids.ts';

/** The message becomes the thread's pending turn; its text stands in the timeline from now on. */
export function requestTurn(draft: Draft, messageId: MessageId, text: string, ids: { turnId: TurnId; itemId: ItemId }): void {
  const { turnId, itemId } = ids;
  draft.add({ type: 'turn.requested', turnId, origin: 'user', messageId });
  sayPrompt(draft, turnId, itemId, text);
}

/** The user's message as an item of its turn. */
export function sayPrompt(draft: Draft, turnId: TurnId, itemId: ItemId, text: string): void {
  const order = draft.state.nextOrder;
  draft.add({ type: 'item.closed', itemId, turnId, order, status: 'done', content: { kind: 'user', text } });
}
