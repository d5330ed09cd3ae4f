import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Append, LoggedEvent, Store } from '@plumbline/store';
import { foldEvent, type Held, takeSnapshot } from '../../../packages/client/src/follow/fold.ts';
import { type Figure, figure, type Pair, ratioOf, spent, timed } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { openBenchStore } from '../workload/bench-store.ts';
import { WorkThread } from '../workload/work-thread.ts';

const part = 'length';
const longThread = 20_000;
const toolsInTurn = 100;
const rounds = 25;
const toolsInRound = 25;
/** Appends of the making of the long thread that are written as one. */
const together = 200;

/**
 * What one event costs in a thread of 20,000 items, of what it costs in an empty one: appended by the store, and folded by a
 * client that holds all of the thread. The two take turns event by event, and now this one goes first, now that.
 */
export async function length(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  const store = await openBenchStore(join(folder, 'length.db'));
  try {
    const long = new WorkThread('long', 1_700_000_000_000);
    let held = await makeLong(store, long);
    const ratios: { append: number[]; fold: number[] } = { append: [], fold: [] };
    for (let round = 0; round <= rounds; round++) {
      const short = new WorkThread(`short_${round}`, 1_700_000_000_000);
      const pair = await oneRound(store, { round, long, held, short });
      held = pair.held;
      if (round === 0) continue;
      ratios.append.push(pair.append);
      ratios.fold.push(pair.fold);
    }
    const line = (what: string, ratio: Figure) => row({ part, what, unit: '×' }, ratio);
    return [
      line('one append in a thread of 20,000 items, of one in an empty thread', figure(ratios.append)),
      line('one event folded by a client that holds 20,000 items, of one that holds none', figure(ratios.fold)),
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Both {
  readonly round: number;
  readonly long: WorkThread;
  readonly held: Held;
  readonly short: WorkThread;
}

async function oneRound(store: Store, { round, long, held, short }: Both): Promise<{ held: Held; append: number; fold: number }> {
  for (const append of short.create()) await store.append(append);
  const empty = await heldOf(store, short);
  const inLong: LoggedEvent[] = [];
  const inShort: LoggedEvent[] = [];
  const pairs: Pair[] = [];
  const longFirst = (index: number) => (index + round) % 2 === 0;
  const appendsOfShort = [...short.turn(toolsInRound)];
  for (const [index, append] of [...long.turn(toolsInRound)].entries()) {
    const other = appendsOfShort[index];
    if (!other) break;
    const takeLong = () => timed(async () => inLong.push(...(await store.append(append))));
    const takeShort = () => timed(async () => inShort.push(...(await store.append(other))));
    pairs.push(longFirst(index) ? { a: await takeLong(), b: await takeShort() } : { b: await takeShort(), a: await takeLong() });
  }
  const folded = foldInTurns({ long: held, short: empty, longFirst }, inLong, inShort);
  return { held: folded.held, append: ratioOf(pairs), fold: folded.ratio };
}

interface FoldsInTurns {
  readonly long: Held;
  readonly short: Held;
  readonly longFirst: (index: number) => boolean;
}

function foldInTurns(
  { long, short, longFirst }: FoldsInTurns,
  inLong: readonly LoggedEvent[],
  inShort: readonly LoggedEvent[],
): { readonly held: Held; readonly ratio: number } {
  const pairs: Pair[] = [];
  let heldLong = long;
  let heldShort = short;
  for (const [index, record] of inLong.entries()) {
    const other = inShort[index];
    if (!other) break;
    const takeLong = () => {
      heldLong = fold(heldLong, record);
    };
    const takeShort = () => {
      heldShort = fold(heldShort, other);
    };
    pairs.push(longFirst(index) ? { a: spent(takeLong), b: spent(takeShort) } : { b: spent(takeShort), a: spent(takeLong) });
  }
  return { held: heldLong, ratio: ratioOf(pairs) };
}

function fold(held: Held, record: LoggedEvent): Held {
  const folded = foldEvent(held, record);
  if (folded === 'hole') throw new Error('The client sees a hole where there is none.');
  return folded;
}

/** Makes the long thread, and what a client holds that has followed it from its beginning. */
async function makeLong(store: Store, long: WorkThread): Promise<Held> {
  for (const append of long.create()) await store.append(append);
  let held = await heldOf(store, long);
  while (long.items < longThread) {
    let waiting: Append[] = [];
    const write = async () => {
      for (const record of await store.append(merged(waiting))) held = fold(held, record);
      waiting = [];
    };
    for (const append of long.turn(toolsInTurn)) {
      waiting.push(append);
      if (waiting.length === together) await write();
    }
    if (waiting.length > 0) await write();
  }
  return held;
}

function merged(list: readonly Append[]): Append {
  const [first] = list;
  if (!first) throw new Error('There is nothing to append.');
  return { ...first, events: list.flatMap(({ events }) => events) };
}

async function heldOf(store: Store, { threadId }: WorkThread): Promise<Held> {
  const snapshot = await store.snapshot(threadId);
  if (snapshot === null) throw new Error(`There is no thread ${threadId}.`);
  return takeSnapshot(null, snapshot);
}
