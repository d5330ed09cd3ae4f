import { canonical, evolve, type ThreadSnapshot, type ThreadState } from '@plumbline/lifecycle';
import type { Store } from '@plumbline/store';
import { foldEvent, takeSnapshot } from '../../packages/client/src/follow/fold.ts';
import type { Recorded } from './recorded.ts';

/** The state at each version, in canonical JSON. */
export type States = ReadonlyMap<number, string>;

/** As the server folds: `evolve`, from nothing. */
export function foldByServer(records: readonly Recorded[]): States {
  const states = new Map<number, string>();
  let state: ThreadState | null = null;
  for (const record of records) {
    state = evolve(state, record);
    states.set(record.version, canonical(state));
  }
  return states;
}

/** What the rows said after each append, and the snapshot of one version, for a client to begin with. */
export interface Replay {
  readonly states: States;
  readonly snapshot: ThreadSnapshot;
}

/** Written anew into a database, event by event; the states are read back from the rows. */
export async function replayIntoRows(store: Store, records: readonly Recorded[], snapshotAt: number): Promise<Replay> {
  const states = new Map<number, string>();
  let before: ThreadState | null = null;
  let snapshot: ThreadSnapshot | null = null;
  for (const { threadId, version, at, event } of records) {
    const [logged] = await store.append({ threadId, expectedVersion: version - 1, at, events: [{ event }], before });
    if (!logged) throw new Error(`Version ${version} was not written.`);
    before = evolve(before, logged);
    const loaded = await store.loadThread(threadId);
    states.set(version, canonical(loaded?.state));
    if (version === snapshotAt) snapshot = await store.snapshot(threadId);
  }
  if (snapshot === null) throw new Error(`There is no snapshot of version ${snapshotAt}.`);
  return { states, snapshot };
}

/** As a page folds: a snapshot, then what comes after it, in batches of which some come twice, and from before the snapshot too. */
export function foldByClient(snapshot: ThreadSnapshot, records: readonly Recorded[], random: () => number): States {
  let held = takeSnapshot(null, snapshot);
  const states = new Map([[held.state.version, canonical(held.state)]]);
  let next = Math.max(0, snapshot.version - Math.floor(random() * 5));
  while (next < records.length) {
    const batch = records.slice(next, next + 1 + Math.floor(random() * 8));
    for (const record of random() < 0.3 ? [...batch, ...batch] : batch) {
      const folded = foldEvent(held, record);
      if (folded === 'hole') throw new Error(`A hole before version ${record.version}.`);
      held = folded;
      states.set(held.state.version, canonical(held.state));
    }
    next += batch.length;
  }
  return states;
}

/** Versions at which `one` differs from `other`, of those that both hold. */
export function differing(one: States, other: States): readonly number[] {
  return [...one].flatMap(([version, state]) => (other.has(version) && other.get(version) !== state ? [version] : []));
}

/** Numbers in [0, 1) that a seed gives again (mulberry32). */
export function randomFrom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
