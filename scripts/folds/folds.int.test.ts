import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempStore } from '../../packages/store/test/temp-store.ts';
import { differing, foldByClient, foldByServer, randomFrom, replayIntoRows, type States } from './folds.ts';
import { type Recorded, recordedLogs, threadsOf } from './recorded.ts';

const seeds = [1, 2, 3];

/** The state of one log in three ways; the client's once a seed. */
async function threeWays(
  records: readonly Recorded[],
  seed: number,
): Promise<{ server: States; rows: States; clients: readonly States[] }> {
  const { store } = await tempStore();
  const random = randomFrom(seed);
  const snapshotAt = records[Math.floor(random() * records.length)]?.version ?? 1;
  const { states, snapshot } = await replayIntoRows(store, records, snapshotAt);
  const clients = seeds.map((each) => foldByClient(snapshot, records, randomFrom(seed * 1_000 + each)));
  await store.close();
  return { server: foldByServer(records), rows: states, clients };
}

describe('I8: the fold of the server, the fold of the page and the rows are one state at every version', () => {
  const logs = recordedLogs();

  test('there are logs to look at', () => expect(logs.length).toBeGreaterThan(0));

  test.each(logs.map((file) => [basename(file), file]))('%s', async (_name, file) => {
    let seed = 0;
    for (const [threadId, records] of threadsOf(file)) {
      seed += 1;
      const { server, rows, clients } = await threeWays(records, seed);
      expect(rows.size, threadId).toBe(records.length);
      expect(differing(server, rows), `${threadId}: rows`).toEqual([]);
      for (const client of clients) {
        expect(client.has(records.length), threadId).toBe(true);
        expect(differing(server, client), `${threadId}: page, seed ${seed}`).toEqual([]);
      }
    }
  });

  test('given one event that was tampered with on the way to the page, then it is found', async () => {
    const file = logs.find((each) => [...threadsOf(each).values()].some((records) => records.some(isAccepted)));
    const records = [...threadsOf(file ?? '').values()].find((each) => each.some(isAccepted)) ?? [];
    const { store } = await tempStore();
    const { states, snapshot } = await replayIntoRows(store, records, 1);
    const tampered = records.map((record) => (isAccepted(record) ? { ...record, at: record.at + 1 } : record));
    const found = differing(states, foldByClient(snapshot, tampered, randomFrom(1)));
    expect(found[0]).toBe(records.find(isAccepted)?.version);
  });
});

function isAccepted({ event }: Recorded): boolean {
  return event.type === 'message.accepted';
}
