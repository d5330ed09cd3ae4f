import type { ThreadId } from '@plumbline/lifecycle';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { LoggedEvent, LogPage } from '../contract.ts';
import type { Database } from '../database/database.ts';
import type { Recorded } from '../projection/project.ts';
import { events } from '../schema/index.ts';
import { eventOf, factsOf } from './decode.ts';
import { pageOf, pageSize } from './page.ts';

const mostEvents = 500;
/** Bytes of payload in one read, about; one larger event is read alone. */
const mostBytes = 4_000_000;

interface EventRow {
  readonly sequence: number;
  readonly thread_id: string;
  readonly version: number;
  readonly at: number;
  readonly type: string;
  readonly payload: string;
  readonly private: string | null;
}

/** Events after a sequence, bounded in number and bytes: a shorter answer is not the end of the log. */
export async function readEventsAfter(
  database: Database,
  after: number,
  options: { readonly threadId?: ThreadId; readonly limit?: number } = {},
): Promise<readonly LoggedEvent[]> {
  const { threadId } = options;
  const limit = Math.min(Math.max(Math.floor(options.limit ?? mostEvents), 1), mostEvents);
  const which = threadId === undefined ? sql`sequence > ${after}` : sql`thread_id = ${threadId} AND sequence > ${after}`;
  const rows = await database.read((orm) =>
    orm.all<EventRow>(sql`
      WITH sized AS (SELECT sequence, octet_length(payload) AS bytes FROM events WHERE ${which} ORDER BY sequence LIMIT ${limit}),
        summed AS (SELECT sequence, row_number() OVER page AS rank, sum(bytes) OVER page AS total
          FROM sized WINDOW page AS (ORDER BY sequence ROWS UNBOUNDED PRECEDING))
      SELECT e.* FROM summed CROSS JOIN events e ON e.sequence = summed.sequence
      WHERE summed.rank = 1 OR summed.total <= ${mostBytes} ORDER BY e.sequence`),
  );
  return rows.map(loggedOf);
}

/** A page of one thread's log, for folding it anew. */
export async function readThreadLog(database: Database, threadId: ThreadId, afterVersion: number, limit: number): Promise<Recorded[]> {
  const rows = await database.read((orm) =>
    orm.all<EventRow>(
      sql`SELECT * FROM events WHERE thread_id = ${threadId} AND version > ${afterVersion} ORDER BY version LIMIT ${limit}`,
    ),
  );
  return rows.map((row) => ({ record: loggedOf(row), private: factsOf(row.private) }));
}

const bounds = { usual: 50, most: 100 };
/** UTF-16 units, about: SQL counts characters. */
const shownPayload = 2_000;

/** Newest first, for people to read; damaged payloads are shown as they are. */
export async function readLogPage(
  database: Database,
  threadId: ThreadId,
  query: { readonly limit?: number; readonly before?: number },
): Promise<LogPage> {
  const size = pageSize(query.limit, bounds);
  const older = query.before === undefined ? undefined : lt(events.version, query.before);
  const { version, sequence, at, type } = events;
  const payload = sql<string>`substr(${events.payload}, 1, ${shownPayload})`;
  const length = sql<number>`length(${events.payload})`;
  const rows = await database.read((orm) =>
    orm
      .select({ version, sequence, at, type, payload, length })
      .from(events)
      .where(and(eq(events.threadId, threadId), older))
      .orderBy(desc(events.version))
      .limit(size + 1),
  );
  const { rows: page, ...more } = pageOf(rows, size, (row) => row.version);
  return { events: page, ...more };
}

function loggedOf(row: EventRow): LoggedEvent {
  const { sequence, version, at } = row;
  return { sequence, threadId: row.thread_id as ThreadId, version, at, event: eventOf(row) };
}
