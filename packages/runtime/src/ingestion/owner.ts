import type { ItemId, MessageId, Owner, RequestId, TurnId } from '@plumbline/lifecycle';
import type { Core } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';

/** Whose a signal is: the turn in ids of ours, and what the rules need to know of it. */
export interface Ownership {
  readonly turnId: TurnId;
  readonly owner: Owner;
}

const live: Owner = { turn: 'live' };

/** The turn of a prompt of ours; with `null` (none of ours) the live turn, whose work it then is (rule 18). Null: nobody's. */
export async function turnOfPrompt(core: Core, lane: Lane, prompt: MessageId | null): Promise<Ownership | null> {
  const turn = lane.state?.turn;
  if (turn !== undefined && (prompt === null || lane.owns(prompt))) return { turnId: turn.turnId, owner: live };
  if (prompt === null) return null;
  const row = await core.store.findTurnByMessage(lane.threadId, prompt);
  if (row === null) return null;
  return { turnId: row.turnId, owner: row.turnId === turn?.turnId ? live : settledOwner(row.stop?.by) };
}

/** The turn of an item: the one that holds it, else its prompt's. Late facts find their closed row (rule 18). */
export async function turnOfItem(core: Core, lane: Lane, prompt: MessageId | null, itemId: ItemId): Promise<Ownership | null> {
  const turn = lane.state?.turn;
  if (turn?.state === 'running' && turn.items[itemId] !== undefined) return { turnId: turn.turnId, owner: live };
  const row = await core.store.findItem(itemId);
  if (row === null) return turnOfPrompt(core, lane, prompt);
  const item = { order: row.order, status: row.status };
  if (row.turnId === turn?.turnId) return { turnId: row.turnId, owner: { turn: 'live', item } };
  const settled = await core.store.findTurn(lane.threadId, row.turnId);
  return { turnId: row.turnId, owner: { ...settledOwner(settled?.stop?.by), item } };
}

/** Whether a request is open, has ended, or was never seen (rule 28). */
export async function requestState(core: Core, lane: Lane, requestId: RequestId): Promise<Owner['request']> {
  const turn = lane.state?.turn;
  if (turn?.state === 'running' && turn.requests[requestId] !== undefined) return 'open';
  return (await core.store.findRequest(requestId)) === null ? undefined : 'ended';
}

function settledOwner(stoppedBy: 'user' | 'guard' | 'archive' | undefined): Owner {
  return { turn: 'settled', ...(stoppedBy === undefined ? {} : { stoppedByUser: true }) };
}
