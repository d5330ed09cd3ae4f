import type { ThreadId } from '@plumbline/lifecycle';
import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** Every thread of the log, removed ones too, in pages. */
export async function* threadIds(database: Database): AsyncGenerator<ThreadId> {
  for (let after = ''; ; ) {
    const page = await database.read((orm) =>
      orm.all<{ id: ThreadId }>(
        sql`SELECT thread_id AS id FROM events WHERE thread_id > ${after} GROUP BY thread_id ORDER BY thread_id LIMIT 200`,
      ),
    );
    for (const { id } of page) yield id;
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}
