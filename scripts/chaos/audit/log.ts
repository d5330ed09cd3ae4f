import { join } from 'node:path';
import { createClient as openDatabase } from '@libsql/client';
import type { EventRecord, ThreadEvent } from '@plumbline/lifecycle';
import type { World } from './world.ts';

export type LogRow = World['log'][number] & { readonly private: { readonly session?: string; readonly directory?: string } | null };

/** The log as it lies in the file, read beside the server with nothing of its code. */
export async function readLog(dataDir: string): Promise<readonly LogRow[]> {
  const database = openDatabase({ url: `file:${join(dataDir, 'plumbline.db')}` });
  try {
    const { rows } = await database.execute('SELECT * FROM events ORDER BY sequence');
    return rows.map((row) => ({
      threadId: String(row.thread_id) as EventRecord['threadId'],
      sequence: Number(row.sequence),
      version: Number(row.version),
      at: Number(row.at),
      event: JSON.parse(String(row.payload)) as ThreadEvent,
      private: row.private === null ? null : JSON.parse(String(row.private)),
    }));
  } finally {
    database.close();
  }
}
