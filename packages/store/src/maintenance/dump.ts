import { canonical } from '@plumbline/lifecycle';
import type { Database } from '../database/database.ts';
import { readEventsAfter } from '../read/log.ts';

/** The log as JSON lines, in order, without the private facts; a page of it in memory at a time. An unreadable event is null. */
export async function* dumpLog(database: Database): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const page = await readEventsAfter(database, after);
    for (const record of page) yield `${canonical(record)}\n`;
    const last = page.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}
