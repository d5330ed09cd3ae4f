import type { Draft } from './draft.ts';
import type { ItemId, MessageId, TurnId } from './ids.ts';
import type { Attachment } from './state.ts';

/** What the user said, as its turn shows it. */
interface Said {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** The message becomes the thread's pending turn; its text stands in the timeline from now on. */
export function requestTurn(
  draft: Draft,
  message: Said & { readonly messageId: MessageId },
  ids: { turnId: TurnId; itemId: ItemId },
): void {
  const { turnId, itemId } = ids;
  draft.add({ type: 'turn.requested', turnId, origin: 'user', messageId: message.messageId });
  sayPrompt(draft, turnId, itemId, message);
}

/** The user's message as an item of its turn. */
export function sayPrompt(draft: Draft, turnId: TurnId, itemId: ItemId, { text, attachments }: Said): void {
  const order = draft.state.nextOrder;
  const content = { kind: 'user', text, ...(attachments.length > 0 && { attachments }) } as const;
  draft.add({ type: 'item.closed', itemId, turnId, order, status: 'done', content });
}
