import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventRecord, ThreadEvent, ThreadId } from '@plumbline/lifecycle';

/** An event that could be read. */
export type Recorded = EventRecord & { readonly event: ThreadEvent };

const kept = fileURLToPath(new URL('logs', import.meta.url));

/** Files of `npm run dump`: those that are kept here, and those of this run (PLUMBLINE_LOGS_DIR). */
export function recordedLogs(): readonly string[] {
  const folders = [kept, ...(process.env.PLUMBLINE_LOGS_DIR ? [process.env.PLUMBLINE_LOGS_DIR] : [])];
  return folders.flatMap((folder) => readdirSync(folder).flatMap((name) => (name.endsWith('.jsonl') ? [join(folder, name)] : [])));
}

/**
 * The threads of a log, each up to what a replay cannot write: an event that was damaged (rule 34), or the removal, after
 * which nothing is read.
 */
export function threadsOf(file: string): ReadonlyMap<ThreadId, readonly Recorded[]> {
  const threads = new Map<ThreadId, Recorded[]>();
  const ended = new Set<ThreadId>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const record = JSON.parse(line) as EventRecord;
    const { threadId, event } = record;
    if (event === null || event.type === 'thread.removed') ended.add(threadId);
    if (event === null || ended.has(threadId)) continue;
    const records = threads.get(threadId) ?? [];
    records.push({ ...record, event });
    threads.set(threadId, records);
  }
  return threads;
}
