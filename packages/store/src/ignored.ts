import type { ThreadId } from '@plumbline/lifecycle';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { IgnoredPage, IgnoredSignal } from './contract.ts';
import type { Database } from './database/database.ts';
import type { Statement } from './database/statement.ts';
import { pageOf, pageSize } from './read/page.ts';
import { ignoredSignals } from './schema/index.ts';

/** Kept of one thread, and over all; the oldest go first. */
export const keptOfThread = 200;
export const keptOverall = 10_000;

const bounds = { usual: 50, most: keptOfThread };

const insert = 'INSERT INTO ignored_signals (thread_id, epoch, kind, reason, at) VALUES (?, ?, ?, ?, ?)';
const keepNewestOfThread = `DELETE FROM ignored_signals WHERE thread_id = ? AND id <= (
  SELECT id FROM ignored_signals WHERE thread_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`;
const keepNewestOfAll = 'DELETE FROM ignored_signals WHERE id <= (SELECT max(id) FROM ignored_signals) - ?';

/** New rows, and what falls out of the bounds by them; each by an index. */
export function keepStatements(signals: readonly IgnoredSignal[]): readonly Statement[] {
  const threads = [...new Set(signals.map((signal) => signal.threadId))];
  return [
    ...signals.map(({ threadId, epoch, kind, reason, at }) => ({ sql: insert, args: [threadId, epoch, kind, reason, at] })),
    ...threads.map((threadId) => ({ sql: keepNewestOfThread, args: [threadId, threadId, keptOfThread] })),
    { sql: keepNewestOfAll, args: [keptOverall] },
  ];
}

/** Newest first. `before`: the id that the page before ended with. */
export async function readIgnored(
  database: Database,
  threadId: ThreadId,
  query: { readonly limit?: number; readonly before?: number },
): Promise<IgnoredPage> {
  const size = pageSize(query.limit, bounds);
  const older = query.before === undefined ? undefined : lt(ignoredSignals.id, query.before);
  const rows = await database.read((orm) =>
    orm
      .select()
      .from(ignoredSignals)
      .where(and(eq(ignoredSignals.threadId, threadId), older))
      .orderBy(desc(ignoredSignals.id))
      .limit(size + 1),
  );
  const { rows: page, ...more } = pageOf(rows, size, (row) => row.id);
  const signals = page.map(({ id, epoch, kind, reason, at }) => ({ id, threadId, epoch, kind, reason, at }));
  return { signals, ...more };
}
