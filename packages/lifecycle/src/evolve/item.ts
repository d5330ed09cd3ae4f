import type { Millis } from '../ids.ts';
import type { RunningTurn, StreamingItem, ThreadState } from '../state.ts';
import { within } from '../within.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';
import { inRunning } from './turn.ts';

export function itemStarted(state: ThreadState, event: Of<'item.started'>, at: Millis): ThreadState {
  const { itemId, order, content } = event;
  const kind = content.kind;
  if (kind === 'user' || kind === 'plan' || kind === 'notice') return ordered(state, order);
  const item: StreamingItem = {
    itemId,
    kind,
    ...within(event),
    order,
    createdAt: at,
    ...(content.kind === 'tool' ? { tool: content } : {}),
  };
  return ordered(
    inRunning(state, event.turnId, (turn) => ({ ...without(turn, 'retry'), items: { ...turn.items, [itemId]: item } })),
    order,
  );
}

export function itemUpdated(state: ThreadState, event: Of<'item.updated'>): ThreadState {
  return inRunning(state, event.turnId, (turn) => {
    const item = turn.items[event.itemId];
    if (!item) return turn;
    const { tool, gap } = event;
    return withItem(turn, { ...item, ...(tool && item.kind === 'tool' ? { tool } : {}), ...(gap ? { gap } : {}) });
  });
}

/** Closed items leave the live state; a late one of a settled turn changes nothing here (rule 18). */
export function itemClosed(state: ThreadState, event: Of<'item.closed'>, at: Millis): ThreadState {
  const closed = inRunning(state, event.turnId, (turn) => ({ ...without(turn, 'retry'), items: without(turn.items, event.itemId) }));
  const live = state.turn?.turnId === event.turnId;
  return ordered(live ? { ...closed, lastActivityAt: Math.max(closed.lastActivityAt, at) } : closed, event.order);
}

export function itemDiscarded(state: ThreadState, event: Of<'item.discarded'>): ThreadState {
  return inRunning(state, event.turnId, (turn) => ({ ...turn, items: without(turn.items, event.itemId) }));
}

function withItem(turn: RunningTurn, item: StreamingItem): RunningTurn {
  return { ...without(turn, 'retry'), items: { ...turn.items, [item.itemId]: item } };
}

function ordered(state: ThreadState, order: number): ThreadState {
  return order >= state.nextOrder ? { ...state, nextOrder: order + 1 } : state;
}
