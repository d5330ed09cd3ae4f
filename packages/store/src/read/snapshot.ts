import type { HistoryPage, Item, Request, ThreadId, ThreadSnapshot } from '@plumbline/lifecycle';
import { max } from 'drizzle-orm';
import type { PageLimits } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { events } from '../schema/index.ts';
import { readLineage, type Stretch, stretchOf } from './lineage.ts';
import { liveQueries, liveThread } from './live.ts';
import { boundsOf, byOrder, newest, type PageStart, pageOf, pageQueries, parseOlderCursor } from './timeline-page.ts';

/** One batch, so that state, rows and cursor are of one moment. Null: no such thread, or a removed one. */
export async function readSnapshot(
  database: Database,
  logEpoch: string,
  threadId: ThreadId,
  limits?: PageLimits,
): Promise<ThreadSnapshot | null> {
  const bounds = boundsOf(limits);
  const [thread, messages, open, streaming, tasks, turns, items, requests, heads] = await database.read((orm) =>
    orm.batch([
      ...liveQueries(orm, threadId),
      ...pageQueries(orm, threadId, newest, bounds),
      orm.select({ head: max(events.sequence) }).from(events),
    ]),
  );
  const live = liveThread([thread, messages, open, streaming, tasks]);
  if (!live || live.state.removed) return null;
  const own = pageOf([turns, items, requests], bounds);
  const { state, summary } = live;
  const page = state.forkedFrom ? await filledUp(database, threadId, own, bounds) : own;
  return {
    thread: summary,
    state,
    session: state.session,
    turns: page.turns,
    items: [...page.items, ...missing<Item>(page.items, live.streaming, (item) => item.itemId)].sort(byOrder),
    requests: [...page.requests, ...missing<Request>(page.requests, live.open, (request) => request.requestId)],
    queue: state.queue,
    version: state.version,
    cursor: `${logEpoch}.${heads[0]?.head ?? 0}`,
    ...(page.olderCursor === undefined ? {} : { olderCursor: page.olderCursor }),
  };
}

/** An older page; null: no such thread. A cursor that is not ours leads to an empty page. */
export async function readHistory(
  database: Database,
  threadId: ThreadId,
  olderCursor: string,
  limits?: PageLimits,
): Promise<HistoryPage | null> {
  const from = parseOlderCursor(olderCursor);
  if (!from) return { turns: [], items: [], requests: [] };
  const bounds = boundsOf(limits);
  const lineage = await readLineage(database, threadId);
  const stretch = stretchOf(lineage, from.turn);
  const [thread, turns, items, requests] = await database.read((orm) => {
    const [found] = liveQueries(orm, threadId);
    return orm.batch([found, ...pageQueries(orm, stretch.threadId, atMost(from, stretch), bounds)]);
  });
  if (!thread[0] || thread[0].threads.removed === 1) return null;
  return goingOn(pageOf([turns, items, requests], bounds), stretch);
}

/** A fork's first page has some of what it was forked from, so that it is not empty. Those rows are settled: the moment does not matter. */
async function filledUp(database: Database, threadId: ThreadId, own: HistoryPage, bounds: Required<PageLimits>): Promise<HistoryPage> {
  const [{ low }, parent] = await readLineage(database, threadId);
  const room = { turns: bounds.turns - own.turns.length, items: bounds.items - own.items.length };
  if (own.olderCursor !== undefined || !parent || room.turns < 1 || room.items < 1) {
    return own.olderCursor === undefined && parent ? { ...own, olderCursor: String(low) } : own;
  }
  const rows = await database.read((orm) => orm.batch(pageQueries(orm, parent.threadId, atMost(newest, parent), room)));
  const older = goingOn(pageOf(rows, room), parent);
  return {
    ...older,
    turns: [...older.turns, ...own.turns],
    items: [...older.items, ...own.items],
    requests: [...older.requests, ...own.requests],
  };
}

function atMost(from: PageStart, { high }: Stretch): PageStart {
  return from.turn <= high ? from : { ...newest, turn: high };
}

/** Where the stretch begins, the one before it goes on. */
function goingOn(page: HistoryPage, { low }: Stretch): HistoryPage {
  return page.olderCursor === undefined && low > 0 ? { ...page, olderCursor: String(low) } : page;
}

/** What is live is always there, also when the page was cut before it. */
function missing<Row>(page: readonly Row[], live: readonly Row[], id: (row: Row) => string): Row[] {
  const there = new Set(page.map(id));
  return live.filter((row) => !there.has(id(row)));
}
