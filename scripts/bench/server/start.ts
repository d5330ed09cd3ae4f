import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { interleaved } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { fillDatabase } from '../workload/fill.ts';
import { pause, withPlumbline } from './bench-server.ts';

const part = 'start';
const rounds = 5;
export const eventCount = 100_000;

/** The time from spawn to "ready" with a full database, of that with an empty one. */
export async function start(): Promise<readonly Row[]> {
  const ratio = await withPlumbline((empty) =>
    withPlumbline(async (full) => {
      await startAndStop(empty);
      await fillDatabase(full.dataDir, eventCount);
      return interleaved(
        { rounds },
        () => startAndStop(full),
        () => startAndStop(empty),
      );
    }),
  );
  return [row({ part, what: 'start with 100,000 events, of a start with none', unit: '×' }, ratio)];
}

/** Milliseconds from spawn to ready. */
async function startAndStop(plumbline: Plumbline): Promise<number> {
  const began = performance.now();
  const started = plumbline.start();
  const ready = await Promise.race([firstReady(plumbline), started.then(() => performance.now())]);
  await started;
  await plumbline.stop();
  return ready - began;
}

/** Asked more often than the harness asks, for a finer time. */
async function firstReady(plumbline: Plumbline): Promise<number> {
  for (let tries = 0; tries < 3_000; tries++) {
    if (plumbline.port !== 0 && (await plumbline.health()) === 'ready') return performance.now();
    await pause(10);
  }
  throw new Error('The server did not become ready.');
}
