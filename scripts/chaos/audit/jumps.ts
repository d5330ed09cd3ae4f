import { until } from '../../../e2e/harness/until.ts';
import { beginAtGate, endOf, type Place, within } from './at-gate.ts';
import { readLog } from './log.ts';

const day = 24 * 3_600_000;
/** Far beyond every time of the rules, once forward and once back. */
const jumps = [30 * day, -30 * day];
/** How long is watched after a jump, in ms: some turns of everything that is looked at every second. */
const watch = 2_500;
/** How far the log's time may be from the clock that was set, in ms: what a slow machine takes. */
const tolerance = 60_000;

/**
 * Rule 39, with nothing else going on: a turn is at work and waits, all other threads rest, and the wall clock of the server jumps.
 * Nothing may come of it: nothing settles, ends, is released or doubted, and the turn then ends as it should. Resolves to findings.
 */
export async function jumpAtRest(place: Place, mark: string): Promise<readonly string[]> {
  const { plumbline, inside, client, viewer, control } = place;
  const { threadId } = viewer;
  const before = inside.clockOffsetMs;
  await beginAtGate(place, mark);
  const began = await quietLog(plumbline.dataDir);
  const found: string[] = [];
  for (const [at, clockOffsetMs] of jumps.entries()) {
    inside.set({ clockOffsetMs });
    await new Promise((done) => setTimeout(done, watch));
    await client.thread.rename.mutate({ threadId, title: `${mark}, after jump ${at + 1}` });
    const last = (await readLog(plumbline.dataDir)).findLast(({ event }) => event?.type === 'thread.renamed');
    const off = (last?.at ?? 0) - Date.now() - clockOffsetMs;
    if (Math.abs(off) > tolerance) found.push(`the server does not feel the clock: it is ${off} ms away from what was set`);
  }
  for (const { threadId: where, event } of (await readLog(plumbline.dataDir)).slice(began))
    if (event && event.type !== 'thread.renamed') found.push(`${where}: ${event.type} by a jump of the clock alone`);
  inside.set({ clockOffsetMs: before });
  await control().release(mark);
  found.push(...(await endOf(place, mark)));
  return found.map((line) => `jumps: ${line}`);
}

/** What comes late of earlier turns is not taken for a jump's doing: the length of the log, once it has not grown for a second. */
async function quietLog(dataDir: string): Promise<number> {
  let length = -1;
  const isQuiet = async () => {
    const before = length;
    length = (await readLog(dataDir)).length;
    return length === before;
  };
  await until(isQuiet, { what: 'the log is quiet', within, every: 1_000 });
  return length;
}
