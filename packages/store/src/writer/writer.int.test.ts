import type { CommandId, ThreadId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { codeOf, created, renamed, Story } from '../../test/story.ts';
import { otherClient, tempStore } from '../../test/temp-store.ts';
import type { LoggedEvent, Store } from '../contract.ts';

/** Every title that the log gave the thread, in order: what was neither lost nor doubled. */
async function titles(store: Store, threadId: ThreadId): Promise<string[]> {
  const events = await store.eventsAfter(0, { threadId });
  return events.flatMap(({ event }) => (event?.type === 'thread.renamed' ? [event.title] : []));
}

describe('one writer', () => {
  test('appends of one tick are committed in their order, with contiguous sequences and versions (I7)', async () => {
    const { store } = await tempStore();
    const stories = Array.from({ length: 200 }, (_, n) => new Story(store, `thread-${n}`));
    const commits: (readonly LoggedEvent[])[] = [];
    store.onCommitted((events) => commits.push(events));

    const logged = await Promise.all(stories.map((story) => story.add(created, renamed(story.threadId))));

    expect(logged.flat().map((event) => event.sequence)).toEqual(Array.from({ length: 400 }, (_, n) => n + 1));
    expect(logged.every(([first, second]) => first?.version === 1 && second?.version === 2)).toBe(true);
    expect(commits.length).toBeLessThan(10);
    expect(commits.flat()).toEqual(logged.flat());
    expect(store.head()).toBe(400);
    expect(await store.eventsAfter(390)).toEqual(logged.flat().slice(390));
  });

  test('a version conflict fails alone, and nothing of it is written', async () => {
    const { store } = await tempStore();
    const [a, b] = [new Story(store, 'a'), new Story(store, 'b')];
    await a.add(created);
    await b.add(created);
    const results = await Promise.all([
      codeOf(store.append(a.append([renamed('first')]))),
      codeOf(store.append(a.append([renamed('late')]))),
      codeOf(store.append(b.append([renamed('other')]))),
    ]);
    expect(results).toEqual(['ok', 'VERSION_CONFLICT', 'ok']);
    expect(await titles(store, a.threadId)).toEqual(['first']);
    expect(await titles(store, b.threadId)).toEqual(['other']);
  });

  test('a second creation of a thread is a conflict, though the writer does not know the thread', async () => {
    const { store, dataDir } = await tempStore();
    await new Story(store, 'a').add(created);
    await store.close();
    const again = (await tempStore({ dataDir })).store;
    expect(await codeOf(new Story(again, 'a').add(created, renamed('twice')))).toBe('VERSION_CONFLICT');
    expect(await titles(again, 'a' as ThreadId)).toEqual([]);
  });

  test('an append that the database cannot take fails alone; those beside it are committed once', async () => {
    const { store } = await tempStore();
    const stories = ['a', 'b', 'c'].map((id) => new Story(store, id));
    const results = await Promise.all(
      stories.map((story, n) => codeOf(store.append(story.append([created], n === 1 ? { at: Number.NaN } : {})))),
    );
    expect(results).toEqual(['ok', 'CORRUPT', 'ok']);
    expect((await store.eventsAfter(0)).map((event) => [event.sequence, event.threadId])).toEqual([
      [1, 'a'],
      [2, 'c'],
    ]);
  });

  test('a receipt comes with its append, and a command is answered once (rule 27)', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const receipt = { commandId: 'c1' as CommandId, threadId: story.threadId, payloadHash: 'h', at: 1, answer: { ok: true } };
    story.take(await store.append(story.append([created], { receipt })));
    expect(await store.receipt(receipt.commandId)).toEqual(receipt);
    expect(await codeOf(store.append(story.append([renamed('again')], { receipt })))).toBe('VERSION_CONFLICT');
    expect(await titles(store, story.threadId)).toEqual([]);
    await store.saveReceipt({ ...receipt, answer: 'another' });
    expect((await store.receipt(receipt.commandId))?.answer).toEqual({ ok: true });
  });
});

describe('a locked database', () => {
  test('given another program that holds the lock, when it lets go, then all is committed once, on a healed connection', async () => {
    const { store, dataDir } = await tempStore();
    const story = new Story(store, 'a');
    await story.add(created);
    const tx = await otherClient(dataDir).transaction('write');
    const before = store.healed();

    let settled = false;
    const first = story.add(renamed('1')).finally(() => {
      settled = true;
    });
    while (store.healed() < before + 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toBe(false);
    expect((await store.loadThread(story.threadId))?.state.title).toBe('New thread');
    await tx.rollback();
    await first;
    for (let n = 2; n <= 20; n++) await story.add(renamed(String(n)));

    const told = Array.from({ length: 20 }, (_, n) => String(n + 1));
    expect(await titles(store, story.threadId)).toEqual(told);
    // Asked of the file, not of the connection that wrote: a poisoned one would lie here.
    const rows = await otherClient(dataDir).execute('SELECT count(*) AS n, max(sequence) AS head FROM events');
    expect(rows.rows[0]).toMatchObject({ n: 21, head: 21 });
  });

  test('given a lock that is held too long, then STORAGE_UNAVAILABLE, nothing written, and the next append works', async () => {
    const { store, dataDir } = await tempStore({ patience: 200 });
    const story = new Story(store, 'a');
    await story.add(created);
    const tx = await otherClient(dataDir).transaction('write');
    expect(await codeOf(story.add(renamed('lost')))).toBe('STORAGE_UNAVAILABLE');
    await tx.rollback();
    await story.add(renamed('kept'));
    expect(await titles(store, story.threadId)).toEqual(['kept']);
  });
});

describe('a full disk', () => {
  test('given no space, then STORAGE_UNAVAILABLE with nothing half-written; when space is back, writes work again', async () => {
    let pages: number | undefined = 90;
    const { store, dataDir } = await tempStore({ maxPages: () => pages });
    const story = new Story(store, 'a');
    await story.add(created);
    let code = 'ok';
    while (code === 'ok') code = await codeOf(story.add(renamed('x'.repeat(20_000))));
    expect(code).toBe('STORAGE_UNAVAILABLE');

    const version = story.live.version;
    const file = otherClient(dataDir);
    const counted = async () => (await file.execute('SELECT (SELECT count(*) FROM events) AS events, version FROM threads')).rows[0];
    expect(await counted()).toMatchObject({ events: version, version });
    expect((await store.loadThread(story.threadId))?.state).toEqual(story.live);

    pages = undefined;
    await story.add(renamed('after'));
    expect(await counted()).toMatchObject({ events: version + 1, version: version + 1 });
    expect((await store.loadThread(story.threadId))?.state.title).toBe('after');
  });
});
