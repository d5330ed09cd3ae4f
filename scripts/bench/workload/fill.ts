import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBenchStore } from './bench-store.ts';
import { WorkThread } from './work-thread.ts';

/** Threads of the filled database, all settled and stopped, as a clean stop leaves them. */
const threads = 200;
const toolsInTurn = 20;
/** So many threads work at once, so that the store writes them in few batches. */
const atOnce = 32;

/** Makes a database with `events` events, or a few more, in an empty data directory. */
export async function fillDatabase(dataDir: string, events: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const store = await openBenchStore(join(dataDir, 'plumbline.db'));
  try {
    let next = 0;
    const worker = async () => {
      while (next < threads) {
        const number = next++;
        const thread = new WorkThread(`fill_${number}`, Date.now() - (threads - number) * 3_600_000);
        for (const append of thread.create()) await store.append(append);
        while (thread.version < events / threads) for (const append of thread.turn(toolsInTurn)) await store.append(append);
        for (const append of thread.stop()) await store.append(append);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    await store.close();
  }
}
