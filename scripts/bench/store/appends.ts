import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import type { Append, Store } from '@plumbline/store';
import { type Figure, figure, interleaved, type Pair, ratioOf, timed } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { type Batch, openBenchStore } from '../workload/bench-store.ts';
import { WorkThread } from '../workload/work-thread.ts';

const part = 'appends';
const rounds = 15;
const toolsInTurn = 60;

/**
 * The store's appends against a bare client that is given the very same statements, batch for batch. Both databases are made
 * by the same migrations and hold the same rows at every moment, since the second gets what the first got.
 */
export async function appends(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  let sent: Batch[] = [];
  const store = await openBenchStore(join(folder, 'store.db'), (statements) => sent.push(statements));
  const bare = await openBare(join(folder, 'bare.db'));
  const takeSent = () => {
    if (sent.length === 0) throw new Error('The store told nothing of what it sent.');
    const batches = sent;
    sent = [];
    return batches;
  };
  try {
    const single = await oneByOne(store, bare, takeSent);
    const eight = await atOnce(8, store, bare, takeSent);
    const many = await atOnce(32, store, bare, takeSent);
    return [
      row({ part, what: 'awaited one by one, of the bare batches', unit: '×', atLeast: 0.7 }, single),
      row({ part, what: '8 at once, of the bare batches one by one', unit: '×' }, eight),
      row({ part, what: '32 at once, of the bare batches one by one', unit: '×' }, many),
    ];
  } finally {
    await store.close();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type TakeSent = () => readonly Batch[];

/** Ratio of speeds: the time of the bare batches through that of the appends, which take turns append by append. */
async function oneByOne(store: Store, bare: Client, takeSent: TakeSent): Promise<Figure> {
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const pairs: Pair[] = [];
    for (const append of workOf(`single_${round}`)) {
      const ours = await timed(() => store.append(append));
      const batches = takeSent();
      pairs.push({ a: await timed(() => replay(bare, batches)), b: ours });
    }
    if (round > 0) ratios.push(ratioOf(pairs));
  }
  return figure(ratios);
}

/**
 * Threads that work at the same time. The store writes what waits in one batch (group commit); the baseline is what a program
 * without it would do: a batch for each append. Its statements are those of the same work done one by one, before.
 */
async function atOnce(count: number, store: Store, bare: Client, takeSent: TakeSent): Promise<Figure> {
  return interleaved(
    { rounds: Math.ceil(rounds / 2) },
    async (round) => {
      const alone = works(`${count}_alone_${round}`, count);
      for (const work of alone) for (const append of work) await store.append(append);
      const batches = takeSent();
      return timed(() => replay(bare, batches));
    },
    async (round) => {
      const together = works(`${count}_together_${round}`, count);
      const took = await timed(() => Promise.all(together.map((work) => appendAll(store, work))));
      for (const batch of takeSent()) await bare.batch([...batch], 'write');
      return took;
    },
  );
}

async function appendAll(store: Store, work: readonly Append[]): Promise<void> {
  for (const append of work) await store.append(append);
}

async function replay(bare: Client, batches: readonly Batch[]): Promise<void> {
  for (const batch of batches) await bare.batch([...batch], 'write');
}

function works(name: string, count: number): readonly (readonly Append[])[] {
  return Array.from({ length: count }, (_, number) => workOf(`${name}_${number}`, Math.max(2, Math.floor(toolsInTurn / count))));
}

/** The appends of a thread's first turn, made beforehand: what makes them is not what is measured. */
function workOf(name: string, tools = toolsInTurn): readonly Append[] {
  const thread = new WorkThread(name, 1_700_000_000_000);
  return [...thread.create(), ...thread.turn(tools)];
}

/** Migrated by the store, then opened by the client alone, with the pragmas that the store sets for each connection. */
async function openBare(file: string): Promise<Client> {
  const store = await openBenchStore(file);
  await store.close();
  const client = createClient({ url: `file:${file}`, concurrency: 1 });
  await client.execute('PRAGMA journal_mode = WAL');
  await client.execute('PRAGMA synchronous = NORMAL');
  return client;
}
