import type { HistoryPage, Item, Request, ThreadId, TurnRow } from '@plumbline/lifecycle';
import { and, desc, eq, lte, sql } from 'drizzle-orm';
import type { PageLimits } from '../contract.ts';
import type { AnswersOf, Orm } from '../database/database.ts';
import { type items as itemsTable, type requests as requestsTable, turns } from '../schema/index.ts';
import { itemOf, requestOf, turnOf } from './decode.ts';
import { withText } from './live.ts';

/** Where a page begins, going back: at this turn, and in it below this order. */
export interface PageStart {
  readonly turn: number;
  readonly order: number;
}

export const newest: PageStart = { turn: Number.MAX_SAFE_INTEGER, order: Number.MAX_SAFE_INTEGER };

/** Bytes of item content on a page, about; one larger item makes a page of its own. */
const pageBytes = 300_000;
/** Requests on a page, the newest. */
const pageRequests = 100;
const largest = { turns: 100, items: 1_000 };
const usual = { turns: 20, items: 400 };

export function boundsOf(limits: PageLimits = {}): Required<PageLimits> {
  const within = (asked: number | undefined, most: number, otherwise: number) =>
    Math.min(Math.max(Math.floor(asked ?? otherwise), 1), most);
  return { turns: within(limits.turns, largest.turns, usual.turns), items: within(limits.items, largest.items, usual.items) };
}

/** `turn` or `turn.order`; null: not one of ours. */
export function parseOlderCursor(cursor: string): PageStart | null {
  const match = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(cursor);
  if (!match) return null;
  return { turn: Number(match[1]), order: match[2] === undefined ? Number.MAX_SAFE_INTEGER : Number(match[2]) };
}

/** Reads a page whatever the thread's length: both joins go backward along an index, and stop at the page's bounds. */
export function pageQueries(orm: Orm, threadId: ThreadId, from: PageStart, limits: Required<PageLimits>) {
  const first = sql`(SELECT min(number) FROM (
    SELECT number FROM turns WHERE thread_id = ${threadId} AND number <= ${from.turn} ORDER BY number DESC LIMIT ${limits.turns}))`;
  return [
    orm
      .select()
      .from(turns)
      .where(and(eq(turns.threadId, threadId), lte(turns.number, from.turn)))
      .orderBy(desc(turns.number))
      .limit(limits.turns + 1),
    orm.all<ItemOfPage>(sql`
      WITH listed AS (
        SELECT i.item_id AS id, t.number AS number, i."order" AS place, octet_length(i.item) AS bytes
        FROM turns t CROSS JOIN items i ON i.turn_id = t.turn_id
        WHERE t.thread_id = ${threadId} AND t.number <= ${from.turn} AND t.number >= ${first}
          AND (t.number < ${from.turn} OR i."order" < ${from.order})
        ORDER BY t.number DESC, i."order" DESC LIMIT ${limits.items + 1}
      ), summed AS (
        SELECT id, number, place, row_number() OVER page AS rank, sum(bytes) OVER page AS total
        FROM listed WINDOW page AS (ORDER BY number DESC, place DESC ROWS UNBOUNDED PRECEDING)
      )
      SELECT i.item_id AS itemId, i.turn_id AS turnId, i."order" AS "order", i.status AS status, i.item AS item,
        s.escaped AS escaped, summed.number AS number, (SELECT count(*) FROM listed) AS listed
      FROM summed CROSS JOIN items i ON i.item_id = summed.id LEFT JOIN streaming_texts s ON s.item_id = i.item_id
      WHERE summed.rank = 1 OR (summed.rank <= ${limits.items} AND summed.total <= ${pageBytes})
      ORDER BY summed.number DESC, summed.place DESC`),
    orm.all<Pick<typeof requestsTable.$inferSelect, 'request'>>(sql`
      SELECT r.request AS request FROM turns t CROSS JOIN requests r ON r.turn_id = t.turn_id
      WHERE t.thread_id = ${threadId} AND t.number <= ${from.turn} AND t.number >= ${first}
      ORDER BY t.number DESC, r.opened_at DESC LIMIT ${pageRequests}`),
  ] as const;
}

type ItemOfPage = Pick<typeof itemsTable.$inferSelect, 'itemId' | 'turnId' | 'order' | 'status' | 'item'> & {
  readonly escaped: string | null;
  readonly number: number;
  readonly listed: number;
};

type PageRows = AnswersOf<ReturnType<typeof pageQueries>>;

/** Oldest first. A turn whose items did not all fit is cut at its beginning, and goes on in the next older page. */
export function pageOf([turnRows, itemRows, requestRows]: PageRows, limits: Required<PageLimits>): HistoryPage {
  const page = turnRows.slice(0, limits.turns);
  const oldestItem = itemRows.at(-1);
  const cut = oldestItem !== undefined && oldestItem.listed > itemRows.length;
  const listed = cut ? page.filter((row) => row.number >= oldestItem.number) : page;
  const olderCursor = cut ? `${oldestItem.number}.${oldestItem.order}` : olderTurn(turnRows, page);
  const shown = new Set(listed.map((row) => row.turnId));
  return {
    turns: listed.map(turnOf).reverse() satisfies TurnRow[],
    items: itemRows.map((row) => withText(itemOf(row), row.escaped)).sort(byOrder),
    requests: requestRows
      .flatMap((row) => requestOf(row) ?? [])
      .filter((request) => shown.has(request.turnId))
      .sort(byAge),
    ...(olderCursor === undefined ? {} : { olderCursor }),
  };
}

export function byOrder(a: Item, b: Item): number {
  return a.order - b.order;
}

function byAge(a: Request, b: Request): number {
  return a.openedAt - b.openedAt;
}

function olderTurn(found: readonly { readonly number: number }[], page: readonly { readonly number: number }[]): string | undefined {
  return found.length > page.length ? String(found[page.length]?.number) : undefined;
}
