import type { Item, Request, ThreadId, TurnId, TurnRow } from '@plumbline/lifecycle';
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { ThreadPiece } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { turns } from '../schema/index.ts';
import { itemOf, requestOf, turnOf } from './decode.ts';
import { readLineage, type Stretch } from './lineage.ts';
import { withText } from './live.ts';

const turnsAtOnce = 100;
const itemsAtOnce = 200;
/** Bytes of item content in one read, about; one larger item is read alone. */
const bytesAtOnce = 1_000_000;
const requestsAtOnce = 100;

/**
 * A thread from its first turn on: each turn, then its items by order, then its requests. Only a page of it is in memory at a time, and
 * the next is read when it is asked for. Not of one moment: what is written meanwhile is in it if it comes behind.
 */
export async function* readPieces(database: Database, threadId: ThreadId): AsyncGenerator<ThreadPiece> {
  for (const stretch of (await readLineage(database, threadId)).toReversed()) yield* piecesOfStretch(database, stretch);
}

async function* piecesOfStretch(database: Database, stretch: Stretch): AsyncGenerator<ThreadPiece> {
  for (let after = 0; ; ) {
    const page = await turnsAfter(database, stretch, after);
    for (const turn of page) yield* piecesOfTurn(database, turn);
    const last = page.at(-1);
    if (!last) return;
    after = last.number;
  }
}

async function* piecesOfTurn(database: Database, turn: TurnRow): AsyncGenerator<ThreadPiece> {
  yield { kind: 'turn', turn };
  for (let after = 0; ; ) {
    const items = await itemsAfter(database, turn.turnId, after);
    const last = items.at(-1);
    if (!last) break;
    yield { kind: 'items', items };
    after = last.order;
  }
  for (let from = 0; ; from += requestsAtOnce) {
    const { read, requests } = await requestsFrom(database, turn.turnId, from);
    if (requests.length > 0) yield { kind: 'requests', requests };
    if (read < requestsAtOnce) return;
  }
}

async function turnsAfter(database: Database, { threadId, high }: Stretch, after: number): Promise<readonly TurnRow[]> {
  const rows = await database.read((orm) =>
    orm
      .select()
      .from(turns)
      .where(and(eq(turns.threadId, threadId), gt(turns.number, after), lte(turns.number, high)))
      .orderBy(asc(turns.number))
      .limit(turnsAtOnce),
  );
  return rows.map(turnOf);
}

interface ItemRow {
  readonly itemId: string;
  readonly turnId: string;
  readonly order: number;
  readonly status: string;
  readonly item: string;
  readonly escaped: string | null;
}

async function itemsAfter(database: Database, turnId: TurnId, after: number): Promise<readonly Item[]> {
  const rows = await database.read((orm) =>
    orm.all<ItemRow>(sql`
      WITH listed AS (SELECT item_id AS id, "order" AS place, octet_length(item) AS bytes FROM items
          WHERE turn_id = ${turnId} AND "order" > ${after} ORDER BY "order" LIMIT ${itemsAtOnce}),
        summed AS (SELECT id, place, row_number() OVER page AS rank, sum(bytes) OVER page AS total
          FROM listed WINDOW page AS (ORDER BY place ROWS UNBOUNDED PRECEDING))
      SELECT i.item_id AS itemId, i.turn_id AS turnId, i."order" AS "order", i.status AS status, i.item AS item, s.escaped AS escaped
      FROM summed CROSS JOIN items i ON i.item_id = summed.id LEFT JOIN streaming_texts s ON s.item_id = i.item_id
      WHERE summed.rank = 1 OR summed.total <= ${bytesAtOnce} ORDER BY summed.place`),
  );
  return rows.map((row) => withText(itemOf(row), row.escaped));
}

async function requestsFrom(
  database: Database,
  turnId: TurnId,
  from: number,
): Promise<{ readonly read: number; readonly requests: readonly Request[] }> {
  const rows = await database.read((orm) =>
    orm.all<{ readonly request: string }>(
      sql`SELECT request FROM requests WHERE turn_id = ${turnId} ORDER BY opened_at, request_id LIMIT ${requestsAtOnce} OFFSET ${from}`,
    ),
  );
  return { read: rows.length, requests: rows.flatMap((row) => requestOf(row) ?? []) };
}
