import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectId } from '@plumbline/lifecycle';
import { openBenchStore } from './bench-store.ts';
import { benchProject, WorkThread } from './work-thread.ts';

const toolsInTurn = 10;

/** Threads by name, each with so many items or a few more; 0: a new thread. Resolves to their ids. */
export async function fillThreads<Name extends string>(
  dataDir: string,
  directory: string,
  wanted: Readonly<Record<Name, number>>,
): Promise<Readonly<Record<Name, string>>> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = await openBenchStore(join(dataDir, 'plumbline.db'));
  try {
    const projectId = benchProject as ProjectId;
    await store.saveProject({ projectId, path: directory, title: 'Long work', createdAt: Date.now() });
    const ids: [string, string][] = [];
    for (const [name, items] of Object.entries<number>(wanted)) {
      const thread = new WorkThread(name, Date.now() - 24 * 3_600_000);
      for (const append of thread.create()) await store.append(append);
      while (thread.items < items) {
        // Not awaited one by one, so that the store writes them in few batches.
        await Promise.all([...thread.turn(toolsInTurn)].map((append) => store.append(append)));
      }
      for (const append of thread.stop()) await store.append(append);
      ids.push([name, thread.threadId]);
    }
    return Object.fromEntries(ids) as Record<Name, string>;
  } finally {
    await store.close();
  }
}
