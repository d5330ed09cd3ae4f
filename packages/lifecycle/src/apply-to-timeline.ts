import type { EventRecord, ThreadEvent } from './events.ts';
import { factsOf } from './evolve/request.ts';
import { summaryOf } from './evolve/turn.ts';
import type { Millis } from './ids.ts';
import type { TurnRow } from './shapes.ts';
import type { Item, OpenRequest, Request, ThreadState, TurnSummary } from './state.ts';
import type { ApplyToTimeline, ExistingRows, TimelineChange } from './timeline.ts';
import { within } from './within.ts';

/** What one event changes in the rows; its cost does not grow with the thread (I11). */
export const applyToTimeline: ApplyToTimeline = (before, record, after, existing) => {
  const { event } = record;
  if (event === null) return nothing;
  const turns = turnRows(before, event, after, existing);
  return { ...nothing, turns, ...itemRows(before, event, after, existing, record), requests: requestRows(before, event, after, record.at) };
};

const nothing: TimelineChange = { turns: [], items: [], discarded: [], requests: [] };

/** One turn is live at a time, so the newest turn's number is the count. */
function turnRows(before: ThreadState | null, event: ThreadEvent, after: ThreadState, existing: ExistingRows): TurnRow[] {
  const row = (summary: TurnSummary): TurnRow => ({ ...summary, threadId: after.threadId, number: after.turnCount });
  if (event.type === 'turn.completed-late' || event.type === 'turn.files-changed') {
    if (after.turn?.turnId !== event.turnId && after.lastTurn?.turnId !== event.turnId) return olderTurn(event, existing);
  }
  if (after.turn && turnDiffers(before?.turn, after.turn)) return [row(summaryOf(after.turn))];
  if (after.lastTurn && after.lastTurn !== before?.lastTurn) {
    // A late fact about the turn before the live one.
    return [{ ...row(after.lastTurn), number: after.turn ? after.turnCount - 1 : after.turnCount }];
  }
  return [];
}

/** A late fact about a turn that has left the live state (rule 18). */
function olderTurn(event: Extract<ThreadEvent, { type: 'turn.completed-late' | 'turn.files-changed' }>, existing: ExistingRows): TurnRow[] {
  const old = existing.turn(event.turnId);
  if (!old) return [];
  return [event.type === 'turn.completed-late' ? { ...old, usage: event.usage } : { ...old, changes: event.changes }];
}

function turnDiffers(before: ThreadState['turn'], after: NonNullable<ThreadState['turn']>): boolean {
  if (before === after) return false;
  if (before?.turnId !== after.turnId || before.state !== after.state) return true;
  if (before.stop !== after.stop || before.stopProblem !== after.stopProblem) return true;
  if (before.state !== 'running' || after.state !== 'running') return false;
  return before.retry !== after.retry || before.usage !== after.usage || before.changes !== after.changes;
}

function itemRows(
  before: ThreadState | null,
  event: ThreadEvent,
  after: ThreadState,
  existing: ExistingRows,
  { at }: EventRecord,
): Pick<TimelineChange, 'items' | 'discarded'> {
  switch (event.type) {
    case 'item.started': {
      if (after.turn?.state !== 'running' || !after.turn.items[event.itemId]) return { items: [], discarded: [] };
      const { itemId, turnId, order, content } = event;
      return { items: [{ ...content, itemId, turnId, ...within(event), order, status: 'streaming', createdAt: at }], discarded: [] };
    }
    case 'item.updated':
      return { items: updatedItem(event, after, existing), discarded: [] };
    case 'item.closed':
      return { items: [closedItem(before, event, existing, at)], discarded: [] };
    case 'item.discarded':
      return { items: [], discarded: [event.itemId] };
    default:
      return { items: [], discarded: [] };
  }
}

function updatedItem(event: Extract<ThreadEvent, { type: 'item.updated' }>, after: ThreadState, existing: ExistingRows): Item[] {
  const item = after.turn?.state === 'running' ? after.turn.items[event.itemId] : undefined;
  if (!item) return [];
  const gap = item.gap ? { gap: item.gap } : {};
  if (item.tool) {
    const { itemId, order, createdAt } = item;
    return [{ ...item.tool, itemId, turnId: event.turnId, ...within(item), order, status: 'streaming', createdAt, ...gap }];
  }
  const row = existing.item(event.itemId);
  return row ? [{ ...row, ...gap }] : [];
}

function closedItem(
  before: ThreadState | null,
  event: Extract<ThreadEvent, { type: 'item.closed' }>,
  existing: ExistingRows,
  at: Millis,
): Item {
  const { itemId, turnId, order, status, content, gap } = event;
  const live = before?.turn?.state === 'running' ? before.turn.items[itemId] : undefined;
  const old = live ? undefined : existing.item(itemId);
  return {
    ...content,
    itemId,
    turnId,
    ...within(event),
    order,
    status,
    createdAt: live?.createdAt ?? old?.createdAt ?? at,
    completedAt: old?.completedAt ?? at,
    ...(gap ? { gap } : {}),
  };
}

function requestRows(before: ThreadState | null, event: ThreadEvent, after: ThreadState, at: Millis): Request[] {
  switch (event.type) {
    case 'request.opened':
      return live(after, event.request.requestId).map(openRow);
    case 'request.answering':
    case 'request.reopened':
      return live(after, event.requestId).map(openRow);
    case 'request.resolved': {
      const answer = event.answer ? { answer: event.answer } : {};
      return live(before, event.requestId).map((request) => ({ ...factsOf(request), state: 'resolved', endedAt: at, ...answer }));
    }
    case 'turn.settled':
      return event.expired.flatMap((id) => live(before, id)).map((request) => ({ ...openRow(request), state: 'expired', endedAt: at }));
    default:
      return [];
  }
}

function live(state: ThreadState | null, requestId: Request['requestId']): OpenRequest[] {
  const request = state?.turn?.state === 'running' ? state.turn.requests[requestId] : undefined;
  return request ? [request] : [];
}

function openRow(request: OpenRequest): Request {
  const facts = { ...factsOf(request), state: request.state };
  if (request.state === 'answering') return { ...facts, answer: request.answer };
  return request.problem ? { ...facts, problem: request.problem } : facts;
}
