import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { threadIds } from './thread-ids.ts';
import { verifyThread } from './verify-thread.ts';

export interface Verified {
  readonly threads: number;
  /** Threads that were removed: their log is checked too. Not among `threads`. */
  readonly removed: number;
  readonly events: number;
  readonly findings: number;
}

/**
 * Audits the database: the file is whole, projections equal a fresh fold of the log, versions are contiguous, the invariants
 * hold, nothing is left over. Only reads, so it may run while the server does. `found`: one line a finding.
 */
export async function verify(database: Database, found: (line: string) => void): Promise<Verified> {
  let findings = 0;
  const say = (line: string) => {
    findings += 1;
    found(line);
  };
  for (const line of [...(await fileFaults(database)), ...(await leftOver(database))]) say(line);
  let [threads, removed, events] = [0, 0, 0];
  for await (const threadId of threadIds(database)) {
    const verified = await verifyThread(database, threadId);
    if (verified.removed) removed += 1;
    else threads += 1;
    events += verified.events;
    for (const line of verified.findings) say(`thread ${threadId}: ${line}`);
  }
  return { threads, removed, events, findings };
}

async function fileFaults(database: Database): Promise<string[]> {
  if (!database.isFile) return [];
  const rows = await database.read((orm) => orm.all<{ integrity_check: string }>(sql`PRAGMA integrity_check`));
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

async function leftOver(database: Database): Promise<string[]> {
  const found: string[] = [];
  const ask = async (query: ReturnType<typeof sql>, say: (id: string) => string) => {
    for (const { id } of await database.read((orm) => orm.all<{ id: string }>(query))) found.push(say(id));
  };
  await ask(
    sql`SELECT thread_id AS id FROM threads WHERE thread_id NOT IN (SELECT thread_id FROM events) LIMIT 20`,
    (id) => `thread ${id}: it has rows, and no event`,
  );
  await ask(
    sql`SELECT item_id AS id FROM streaming_texts WHERE item_id NOT IN (SELECT item_id FROM items WHERE status = 'streaming') LIMIT 20`,
    (id) => `item ${id}: its streamed text was not deleted`,
  );
  await ask(
    sql`SELECT item_id AS id FROM items WHERE json_valid(item) AND json_extract(item, '$.output.blobId') IS NOT NULL
      AND json_extract(item, '$.output.blobId') NOT IN (SELECT blob_id FROM blobs) LIMIT 20`,
    (id) => `item ${id}: its output is not stored`,
  );
  await ask(
    sql`SELECT turn_id AS id FROM turns WHERE json_valid(turn) AND json_extract(turn, '$.changes.blobId') IS NOT NULL
      AND json_extract(turn, '$.changes.blobId') NOT IN (SELECT blob_id FROM blobs) LIMIT 20`,
    (id) => `turn ${id}: what it changed is not stored`,
  );
  return found;
}
