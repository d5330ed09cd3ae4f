import { canonical } from '@plumbline/lifecycle';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { live } from '../../test/random-story.ts';
import { codeOf, created, noteOf, renamed, Story } from '../../test/story.ts';
import { otherClient, tempDir, tempStore, urlIn } from '../../test/temp-store.ts';
import { Database } from '../database/database.ts';
import { rebuild } from '../maintenance/rebuild.ts';
import { verify } from '../maintenance/verify.ts';

const throws = fc.array(fc.record({ op: fc.nat(1_000), a: fc.nat(1_000) }), { minLength: 60, maxLength: 160, size: 'max' });

const projections = ['threads', 'sessions', 'turns', 'items', 'requests', 'queued_messages'];

async function dump(database: Database): Promise<string> {
  const tables = [];
  for (const table of projections) tables.push((await database.execute({ sql: `SELECT * FROM ${table} ORDER BY 1, 2`, args: [] })).rows);
  return JSON.stringify(tables);
}

async function findingsOf(database: Database): Promise<string[]> {
  const lines: string[] = [];
  await verify(database, (line) => lines.push(line));
  return lines;
}

describe('I8: whatever happens to a thread', () => {
  test('its state read from rows is the fold of its log at every step, its rows are those of the browser, and a rebuild makes them again', async () => {
    const seen = new Set<string>();
    const holds = fc.asyncProperty(throws, async (dice) => {
      const { store, dataDir } = await tempStore();
      const world = await live(store, dice, async ({ state }) => {
        const loaded = await store.loadThread(state.threadId);
        expect(canonical(loaded?.state)).toBe(canonical(state));
        const open = state.turn?.state === 'running' ? Object.keys(state.turn.requests) : [];
        expect(loaded?.requests).toEqual(Object.fromEntries(open.map((id) => [id, { request: 'native-request' }])));
      });
      for (const { event } of world.log) seen.add(event?.type ?? '');
      const snapshot = await store.snapshot(world.state.threadId, { turns: 100, items: 1_000 });
      const byId = (rows: Iterable<object>) => [...rows].map(canonical).sort();
      expect(byId(snapshot?.turns ?? [])).toEqual(byId(world.turns.values()));
      expect(byId(snapshot?.items ?? [])).toEqual(byId(world.items.values()));
      expect(byId(snapshot?.requests ?? [])).toEqual(byId(world.requests.values()));
      expect(canonical(snapshot?.state)).toBe(canonical(world.state));
      expect((await store.eventsAfter(0)).map((event) => canonical(event.event))).toEqual(world.log.map(({ event }) => canonical(event)));

      const database = await Database.open({ url: urlIn(dataDir) });
      expect(await findingsOf(database)).toEqual([]);
      const before = await dump(database);
      for (const table of projections) await database.execute({ sql: `DELETE FROM ${table}`, args: [] });
      await rebuild(database);
      expect(await dump(database)).toBe(before);
      database.close();
      await store.close();
    });
    // The fixed stories reach every kind of event below; the others are new ones each time.
    await fc.assert(holds, { numRuns: 10, seed: 1 });
    await fc.assert(holds, { numRuns: 4 });
    // A test of nothing would pass as well.
    for (const type of [
      'turn.settled',
      'item.closed',
      'item.discarded',
      'request.resolved',
      'message.returned',
      'queue.held',
      'turn.stop-requested',
    ])
      expect(seen).toContain(type);
  });
});

describe('impossible pairs', () => {
  test.each([
    ['a running session without its turn', "UPDATE sessions SET status = 'running', active_turn_id = NULL"],
    ['a second unsettled turn', "INSERT INTO turns SELECT 'x', thread_id, 99, 'pending', NULL, turn FROM turns"],
    ['an open request that is not live', "INSERT INTO requests VALUES ('r', 'a', 't', 'open', 1, '{}', NULL, NULL)"],
  ])('%s is refused by the database', async (_, sql) => {
    const { store, dataDir } = await tempStore();
    await new Story(store, 'a').run();
    await expect(otherClient(dataDir).execute(sql)).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
  });
});

describe('verify', () => {
  test('names every row that the log does not make', async () => {
    const { store, dataDir } = await tempStore();
    const story = new Story(store, 'a');
    const turnId = await story.run();
    await story.items(turnId, 3);
    await story.settle(turnId);
    const file = otherClient(dataDir);
    await file.execute(`UPDATE items SET item = json_set(item, '$.text', 'forged') WHERE item_id = 'a-i1'`);
    await file.execute(`DELETE FROM items WHERE item_id = 'a-i2'`);
    await file.execute(`UPDATE threads SET facts = json_set(facts, '$.title', 'forged')`);
    await file.execute(`DELETE FROM events WHERE type = 'turn.started'`);
    await file.execute(`INSERT INTO streaming_texts VALUES ('a-i3', 'a', 1, 'x')`);
    const database = await Database.open({ url: urlIn(dataDir) });
    const lines = (await findingsOf(database)).join('\n');
    database.close();
    expect(lines).toContain('items a-i1 differs from the log in item');
    expect(lines).toContain('items has no row a-i2');
    expect(lines).toContain('threads a differs from the log in facts');
    expect(lines).toContain('I7: version 4 follows 2');
    expect(lines).toContain('a-i3: its streamed text was not deleted');
  });
});

describe('rule 34: what cannot be read', () => {
  test('an unreadable or unknown event keeps its version and folds as nothing; its thread is marked, the others are not', async () => {
    const { store, dataDir } = await tempStore();
    const [a, b] = [new Story(store, 'a'), new Story(store, 'b')];
    await a.add(created, renamed('one'), renamed('two'), renamed('three'));
    await b.add(created);
    const file = otherClient(dataDir);
    await file.execute(`UPDATE events SET payload = '{"type":' WHERE version = 2`);
    await file.execute(`UPDATE events SET type = 'thread.blessed', payload = '{"type":"thread.blessed"}' WHERE version = 3`);

    const events = await store.eventsAfter(0);
    expect(events.map(({ version, event }) => [version, event?.type ?? null])).toEqual([
      [1, 'thread.created'],
      [2, null],
      [3, null],
      [4, 'thread.renamed'],
      [1, 'thread.created'],
    ]);
    await expect.poll(async () => (await store.loadThread(a.threadId))?.damaged).toBe(true);
    expect((await store.summary(a.threadId))?.damaged).toBe(true);
    expect((await store.loadThread(b.threadId))?.damaged).toBe(false);
    // It goes on.
    await a.add(renamed('four'));
    await store.close();

    const database = await Database.open({ url: urlIn(dataDir) });
    expect(await rebuild(database)).toEqual({ threads: 2, events: 6, unreadable: 2 });
    database.close();
    const again = (await tempStore({ dataDir })).store;
    expect(await again.loadThread(a.threadId)).toMatchObject({ state: { version: 5, title: 'four' }, damaged: true });
  });

  test('a damaged row hides nothing but itself, and is never fatal at start', async () => {
    const { store, dataDir } = await tempStore();
    const [a, b] = [new Story(store, 'a'), new Story(store, 'b')];
    const turnId = await a.run();
    await a.add(noteOf(turnId, 'i1', 1, 'first'), noteOf(turnId, 'i2', 2, 'second'));
    await b.run();
    const file = otherClient(dataDir);
    await file.execute(`UPDATE items SET item = 'rubbish' WHERE item_id = 'i1'`);
    await file.execute(`UPDATE sessions SET session = 'rubbish' WHERE thread_id = 'b'`);
    await file.execute(`UPDATE threads SET summary = 'rubbish' WHERE thread_id = 'b'`);
    await store.close();

    const again = (await tempStore({ dataDir })).store;
    expect(await again.unsettledThreads()).toEqual(['a', 'b']);
    expect((await again.snapshot(a.threadId))?.items).toMatchObject([{ kind: 'notice', order: 1 }, { text: 'second' }]);
    expect(await codeOf(again.loadThread(b.threadId))).toBe('CORRUPT');
    expect((await again.listThreads({})).threads.find((one) => one.threadId === 'b')).toMatchObject({ damaged: true });
    await again.close();

    const database = await Database.open({ url: urlIn(dataDir) });
    await rebuild(database);
    expect(await findingsOf(database)).toEqual([]);
    database.close();
    expect((await (await tempStore({ dataDir })).store.loadThread(b.threadId))?.state).toEqual(b.live);
  });
});

test('a directory is made with mode 0700, and its files with 0600', async () => {
  const { stat, readdir } = await import('node:fs/promises');
  const dataDir = `${await tempDir()}/deep/er`;
  const { store } = await tempStore({ dataDir });
  await new Story(store).add(created);
  await store.backup(`${dataDir}/backups/copy.db`);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  for (const name of [...(await readdir(dataDir)).filter((one) => one.startsWith('plumbline.db')), 'backups/copy.db'])
    expect([name, (await stat(`${dataDir}/${name}`)).mode & 0o777]).toEqual([name, 0o600]);
});
