import { script, text } from '@plumbline/practice-model';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { type Figure, figure } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { fillDatabase } from '../workload/fill.ts';
import { BenchServer, pause, residentMegabytes, withPlumbline, withServer } from './bench-server.ts';
import { eventCount } from './start.ts';
import { WatchedThread } from './watched-thread.ts';

const part = 'memory';
const turnsOfWork = 30;
const settleMs = 3_000;
const samples = 5;

/** Resident memory of the server's own process; the agents' processes are not in it. */
export async function memory(): Promise<readonly Row[]> {
  const worked = await withServer(async (server) => {
    const empty = await resident(server.plumbline);
    await work(server);
    return { empty, after: await resident(server.plumbline) };
  });
  const full = await withFullDatabase();
  return [
    row({ part, what: 'empty', unit: 'MB' }, worked.empty),
    row({ part, what: `after ${turnsOfWork} turns of 20,000 characters, followed by a client`, unit: 'MB' }, worked.after),
    row({ part, what: 'started with 100,000 events', unit: 'MB' }, full.started),
    row({ part, what: 'the same, after 100 of its threads were opened', unit: 'MB' }, full.read),
  ];
}

async function work(server: BenchServer): Promise<void> {
  const threadId = await server.warmThread();
  const thread = new WatchedThread(server.client, threadId);
  try {
    for (let turn = 0; turn < turnsOfWork; turn++) {
      const prompt = script(`memory-${turn}`)
        .step(text('A line of the answer.\n', { repeat: 1_000, chunk: 22 }))
        .toPrompt();
      const { turnId } = await server.client.thread.turn.start.mutate({ threadId, text: prompt });
      await thread.seen('the end of the turn', ({ state }) => state.lastTurn?.turnId === turnId);
    }
  } finally {
    await thread.close();
  }
}

function withFullDatabase(): Promise<Record<'started' | 'read', Figure>> {
  return withPlumbline(async (plumbline) => {
    await fillDatabase(plumbline.dataDir, eventCount);
    await plumbline.start();
    const { client } = await BenchServer.on(plumbline);
    const started = await resident(plumbline);
    const { threads } = await client.thread.list.query({ limit: 100 });
    for (const { threadId } of threads) await client.thread.get.query({ threadId });
    return { started, read: await resident(plumbline) };
  });
}

/** The median of some samples after the work, since the collector comes when it likes. */
async function resident(plumbline: Plumbline): Promise<Figure> {
  const values: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    await pause(settleMs / samples);
    values.push(residentMegabytes(plumbline.pid));
  }
  return figure([figure(values).median]);
}
