import type { ItemId, MessageId, ProjectId, RequestId, ThreadEvent, TurnId } from '@plumbline/lifecycle';

/** Events of tests, in the order in which a server writes them. */

export const created = (title = 'A thread'): ThreadEvent => ({
  type: 'thread.created',
  projectId: 'p' as ProjectId,
  title,
  titleSource: 'default',
  settings: { provider: 'opencode', model: 'practice/plain' },
});

/** A message that is sent, accepted, and has its turn running. `turn` is a number, so that ids and orders follow from it. */
export const running = (turn: number): readonly ThreadEvent[] => {
  const turnId = `turn-${turn}` as TurnId;
  const messageId = `message-${turn}` as MessageId;
  const bind: readonly ThreadEvent[] = turn === 1 ? [{ type: 'session.bound', epoch: 1, resumed: false }] : [];
  return [
    { type: 'message.accepted', messageId, text: `prompt ${turn}`, attachments: [] },
    { type: 'turn.requested', turnId, origin: 'user', messageId },
    ...bind,
    { type: 'message.delivering', messageId, turnId, epoch: 1 },
    { type: 'message.delivered', messageId, turnId },
    { type: 'turn.started', turnId, epoch: 1 },
  ];
};

export const started = (turn: number, itemId: string, order: number): ThreadEvent => ({
  type: 'item.started',
  itemId: itemId as ItemId,
  turnId: `turn-${turn}` as TurnId,
  order,
  content: { kind: 'assistant', text: '' },
});

export const closed = (turn: number, itemId: string, order: number, text: string): ThreadEvent => ({
  type: 'item.closed',
  itemId: itemId as ItemId,
  turnId: `turn-${turn}` as TurnId,
  order,
  status: 'done',
  content: { kind: 'assistant', text },
});

export const settled = (turn: number): ThreadEvent => ({
  type: 'turn.settled',
  turnId: `turn-${turn}` as TurnId,
  outcome: 'completed',
  cause: 'provider',
  session: 'ready',
  expired: [] as RequestId[],
});
