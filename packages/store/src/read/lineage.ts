import type { ThreadId } from '@plumbline/lifecycle';
import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** Turns that one thread has of its own, as part of another's past: those with a number above `low` and up to `high`. */
export interface Stretch {
  readonly threadId: ThreadId;
  readonly low: number;
  readonly high: number;
}

/** Forks of forks are followed back so far; what is older is not shown. */
const deepest = 500;

/**
 * A thread and those that it was forked from, newest first: whose rows its turns are. One for a thread that began by itself. Removed
 * threads are part of it: what was forked from them goes on.
 */
export async function readLineage(database: Database, threadId: ThreadId): Promise<readonly [Stretch, ...Stretch[]]> {
  const rows = await database.read((orm) =>
    orm.all<{ id: ThreadId; low: number | null; high: number | null }>(sql`
      WITH RECURSIVE line(id, low, high, parent, depth) AS (
        SELECT thread_id, json_extract(facts, '$.forkedFrom.turn'), NULL, json_extract(facts, '$.forkedFrom.threadId'), 0
        FROM threads WHERE thread_id = ${threadId}
        UNION ALL
        SELECT t.thread_id, json_extract(t.facts, '$.forkedFrom.turn'), line.low, json_extract(t.facts, '$.forkedFrom.threadId'), line.depth + 1
        FROM line JOIN threads t ON t.thread_id = line.parent WHERE line.depth < ${deepest}
      ) SELECT id, low, high FROM line ORDER BY depth`),
  );
  const [own, ...older] = rows.map(({ id, low, high }) => ({ threadId: id, low: low ?? 0, high: high ?? Number.MAX_SAFE_INTEGER }));
  return [own ?? { threadId, low: 0, high: Number.MAX_SAFE_INTEGER }, ...older];
}

/** The stretch in which a turn of this number is; the oldest, if it is before all. */
export function stretchOf(lineage: readonly [Stretch, ...Stretch[]], turn: number): Stretch {
  return lineage.find(({ low }) => turn > low) ?? lineage.at(-1) ?? lineage[0];
}
