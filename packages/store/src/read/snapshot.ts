import type { HistoryPage, Item, Request, ThreadId, ThreadSnapshot } from '@plumbline/lifecycle';
import { max } from 'drizzle-orm';
import type { PageLimits } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { events } from '../schema/index.ts';
import { liveQueries, liveThread } from './live.ts';
import { boundsOf, byOrder, newest, pageOf, pageQueries, parseOlderCursor } from './timeline-page.ts';

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
  const page = pageOf([turns, items, requests], bounds);
  const { state, summary } = live;
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
  const [thread, turns, items, requests] = await database.read((orm) => {
    const [found] = liveQueries(orm, threadId);
    return orm.batch([found, ...pageQueries(orm, threadId, from, bounds)]);
  });
  if (!thread[0] || thread[0].threads.removed === 1) return null;
  return pageOf([turns, items, requests], bounds);
}

/** What is live is always there, also when the page was cut before it. */
function missing<Row>(page: readonly Row[], live: readonly Row[], id: (row: Row) => string): Row[] {
  const there = new Set(page.map(id));
  return live.filter((row) => !there.has(id(row)));
}
