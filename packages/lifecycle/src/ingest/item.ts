import { canonical } from '../canonical.ts';
import { type Draft, ignored } from '../draft.ts';
import type { Ingested, Owner, Signal } from '../signals.ts';
import type { ItemContent, RunningTurn } from '../state.ts';
import { within } from '../within.ts';
import { abortAgain } from './beside.ts';

type Of<Kind extends Signal['kind']> = Extract<Signal, { readonly kind: Kind }>;

/** A new item; what cannot stream is closed at once. One that has its row already is told again, e.g. after a reconnect. */
export function itemNew(draft: Draft, turn: RunningTurn, signal: Of<'item-started'>, owner: Owner): Ingested {
  if (turn.items[signal.itemId] || owner.item) return ignored('unchanged');
  return abortAgain(start(draft, turn, signal, signal.content)).ingested();
}

/** A tool moved on. One that was never announced begins here. */
export function itemMoved(draft: Draft, turn: RunningTurn, signal: Of<'item-updated'>, owner: Owner): Ingested {
  const { itemId, tool } = signal;
  const item = turn.items[itemId];
  if (!item) return owner.item ? ignored('unchanged') : start(draft, turn, signal, tool).ingested();
  if (item.kind !== 'tool' || (item.tool && canonical(item.tool) === canonical(tool))) return ignored('unchanged');
  return draft.add({ type: 'item.updated', itemId, turnId: turn.turnId, tool }).ingested();
}

/** Rule 16: text of a stream gap is missing until the closing text replaces all. */
export function gapItem(draft: Draft, turn: RunningTurn, { itemId }: Of<'item-gap'>): Ingested {
  const item = turn.items[itemId];
  if (!item || item.gap) return ignored('unchanged');
  return draft.add({ type: 'item.updated', itemId, turnId: turn.turnId, gap: true }).ingested();
}

/** The closing content is whole: it replaces what was streamed, and any gap. */
export function itemEnded(draft: Draft, turn: RunningTurn, signal: Of<'item-closed'>, owner: Owner): Ingested {
  const { itemId, content } = signal;
  const streaming = turn.items[itemId];
  if (!streaming && owner.item?.status === 'done') return ignored('unchanged');
  const order = streaming?.order ?? owner.item?.order ?? draft.state.nextOrder;
  return draft.add({ type: 'item.closed', itemId, turnId: turn.turnId, ...within(signal), order, status: 'done', content }).ingested();
}

/** The provider took it back: a retry emptied it. */
export function itemGone(draft: Draft, turn: RunningTurn, { itemId }: Of<'item-discarded'>, owner: Owner): Ingested {
  if (!turn.items[itemId] && !owner.item) return ignored('unchanged');
  return draft.add({ type: 'item.discarded', itemId, turnId: turn.turnId }).ingested();
}

function start(draft: Draft, turn: RunningTurn, signal: Of<'item-started' | 'item-updated'>, content: ItemContent): Draft {
  const place = { itemId: signal.itemId, turnId: turn.turnId, ...within(signal), order: draft.state.nextOrder, content } as const;
  const streams = content.kind === 'assistant' || content.kind === 'reasoning' || content.kind === 'tool';
  return draft.add(streams ? { type: 'item.started', ...place } : { type: 'item.closed', ...place, status: 'done' });
}
