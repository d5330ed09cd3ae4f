import type { ThreadId, ThreadState } from '@plumbline/lifecycle';
import type { Database } from '../database/database.ts';
import type { Statement } from '../database/statement.ts';
import { type Projection, project } from '../projection/project.ts';
import { rowsOfThePast } from '../projection/rows-of-the-past.ts';
import { statementsOf } from '../projection/statements.ts';
import { readThreadLog } from '../read/log.ts';
import { Known } from '../writer/known.ts';
import { RowsAtHand } from '../writer/rows-at-hand.ts';
import { threadIds } from './thread-ids.ts';

export interface Rebuilt {
  readonly threads: number;
  readonly events: number;
  readonly unreadable: number;
}

const projections = ['threads', 'sessions', 'turns', 'items', 'requests', 'queued_messages', 'steered_prompts', 'tasks'];
const pageEvents = 500;

/**
 * Makes all projections anew from the log, thread by thread, in pages. Needs the data directory's lock. If it is broken off,
 * run it again: the log is not touched.
 */
export async function rebuild(database: Database): Promise<Rebuilt> {
  await database.write(
    projections.map((table) => ({ sql: `DELETE FROM ${table} WHERE thread_id NOT IN (SELECT thread_id FROM events)`, args: [] })),
  );
  let [threads, events, unreadable] = [0, 0, 0];
  for await (const threadId of threadIds(database)) {
    const rebuilt = await rebuildThread(database, threadId);
    threads += 1;
    events += rebuilt.events;
    unreadable += rebuilt.unreadable;
  }
  await database.write([
    { sql: "DELETE FROM streaming_texts WHERE item_id NOT IN (SELECT item_id FROM items WHERE status = 'streaming')", args: [] },
  ]);
  return { threads, events, unreadable };
}

async function rebuildThread(database: Database, threadId: ThreadId): Promise<{ readonly events: number; readonly unreadable: number }> {
  let statements: Statement[] = projections.map((table) => ({ sql: `DELETE FROM ${table} WHERE thread_id = ?`, args: [threadId] }));
  let state: ThreadState | null = null;
  let [events, unreadable] = [0, 0];
  for (;;) {
    const page = await readThreadLog(database, threadId, state?.version ?? 0, pageEvents);
    const before: ThreadState | null = state;
    const past = rowsOfThePast(
      before,
      page.map(({ record }) => record.event),
    );
    const rows = await RowsAtHand.read(database, [past], new Known(0));
    const projection: Projection | null = page.length > 0 ? project(before, page, rows, true) : null;
    if (!projection) return { events, unreadable };
    await database.write([...statements, ...statementsOf(projection), damagedMark(threadId, unreadable + projection.unreadable)]);
    statements = [];
    state = projection.after;
    events += page.length;
    unreadable += projection.unreadable;
  }
}

function damagedMark(threadId: string, unreadable: number): Statement {
  return { sql: 'UPDATE threads SET damaged = ? WHERE thread_id = ?', args: [unreadable > 0 ? 1 : 0, threadId] };
}
