import type { Item, ThreadId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { created, renamed, Story } from '../../test/story.ts';
import { otherClient, tempStore } from '../../test/temp-store.ts';
import type { Store } from '../contract.ts';

async function allItems(
  store: Store,
  threadId: ThreadId,
): Promise<{ readonly items: Item[]; readonly pages: number; readonly largest: number }> {
  const first = await store.snapshot(threadId);
  let page: Awaited<ReturnType<Store['history']>> = first;
  const items: Item[] = [];
  let [pages, largest] = [0, 0];
  for (; page; page = page.olderCursor === undefined ? null : await store.history(threadId, page.olderCursor)) {
    items.unshift(...page.items);
    pages += 1;
    largest = Math.max(largest, JSON.stringify(page.items).length);
    const turns = new Set(page.turns.map((turn) => turn.turnId));
    expect(page.items.every((item) => turns.has(item.turnId))).toBe(true);
    expect(page.turns.length).toBeLessThanOrEqual(20);
    expect(page.items.length).toBeLessThanOrEqual(400);
  }
  return { items, pages, largest };
}

/** The least time of each, measured by turns, so that both meet the same machine. */
async function least(times: number, one: () => Promise<unknown>, two: () => Promise<unknown>): Promise<[number, number]> {
  const found: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let n = 0; n < times * 2; n++) {
    const begin = performance.now();
    await (n % 2 === 0 ? one() : two());
    const which = n % 2 === 0 ? 0 : 1;
    found[which] = Math.min(found[which], performance.now() - begin);
  }
  return found;
}

describe('pages', () => {
  test('every item comes once, in order, whether turns are many or one is huge', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const counts = [3, 0, 950, ...Array.from({ length: 45 }, () => 2), 500];
    for (const [n, count] of counts.entries()) {
      const turnId = await story.run(n + 1);
      if (count > 0) await story.items(turnId, count);
      await story.settle(turnId);
    }
    const { items, pages } = await allItems(store, story.threadId);
    expect(items.map((item) => item.order)).toEqual(Array.from({ length: 1_543 }, (_, n) => n + 1));
    expect(pages).toBeGreaterThan(5);
    expect((await store.snapshot(story.threadId))?.turns.map((turn) => turn.number)).toEqual([counts.length]);
    expect(await store.history(story.threadId, 'rubbish')).toEqual({ turns: [], items: [], requests: [] });
  });

  test('a page is bounded in bytes; one larger item makes a page of its own', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const turnId = await story.run();
    await story.items(turnId, 40, (n) => 'x'.repeat(n === 20 ? 900_000 : 40_000));
    const { items, largest } = await allItems(store, story.threadId);
    expect(items.length).toBe(40);
    expect(largest).toBeLessThan(910_000);
    const snapshot = await store.snapshot(story.threadId);
    expect(JSON.stringify(snapshot?.items).length).toBeLessThan(310_000);
  });

  test('a late item of an old turn stays with its turn (rule 18)', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    for (let n = 1; n <= 30; n++) {
      const turnId = await story.run(n);
      await story.items(turnId, 1);
      await story.settle(turnId);
    }
    await story.items('a-t1' as Parameters<Story['items']>[0], 1, () => 'late');
    const snapshot = await store.snapshot(story.threadId);
    expect(snapshot?.items.map((item) => item.order)).toEqual(Array.from({ length: 20 }, (_, n) => n + 11));
    const older = await store.history(story.threadId, snapshot?.olderCursor ?? '');
    expect(older?.items.map((item) => item.order)).toEqual([...Array.from({ length: 10 }, (_, n) => n + 1), 31]);
  });

  test('what streams is on the snapshot, though the page is cut before it', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const turnId = await story.run();
    const itemId = await story.stream(turnId, 'early');
    await story.items(turnId, 450);
    const snapshot = await store.snapshot(story.threadId);
    expect(snapshot?.items.length).toBe(401);
    expect(snapshot?.items[0]).toMatchObject({ itemId, status: 'streaming' });
  });

  test('the log is read newest first in pages; a long payload is cut and its length is told', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const turnId = await story.run();
    await story.items(turnId, 1, () => 'x'.repeat(50_000));
    const { version } = (await store.snapshot(story.threadId)) ?? { version: 0 };
    const versions: number[] = [];
    let before: number | undefined;
    do {
      const page = await store.logPage(story.threadId, { limit: 3, ...(before === undefined ? {} : { before }) });
      versions.push(...page.events.map((event) => event.version));
      before = page.before;
    } while (before !== undefined);
    expect(versions).toEqual(Array.from({ length: version }, (_, n) => version - n));
    const [newest] = (await store.logPage(story.threadId, { limit: 1 })).events;
    expect(newest).toMatchObject({ type: 'item.closed', version });
    expect(newest?.payload.length).toBe(2_000);
    expect(newest?.length).toBeGreaterThan(50_000);
  });

  test('threads are listed in pages, newest first; archived ones apart, removed ones never', async () => {
    const { store } = await tempStore();
    for (let n = 1; n <= 7; n++) {
      const story = new Story(store, `t${n}`);
      story.now = 1_000 + (n % 3);
      await story.add(created);
      if (n === 6) await story.add({ type: 'thread.archived' });
      if (n === 7) await story.add({ type: 'thread.removed' });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listThreads({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.threads.map((thread) => thread.threadId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(['t5', 't2', 't4', 't1', 't3']);
    expect((await store.listThreads({ archived: true })).threads.map((thread) => thread.threadId)).toEqual(['t6']);
    expect(await store.snapshot('t7' as ThreadId)).toBeNull();
    expect((await store.loadThread('t7' as ThreadId))?.state.removed).toBe(true);
  });

  test('rows say what start-up must look at, and what may be drained', async () => {
    const { store } = await tempStore();
    const [running, settled, idle] = ['running', 'settled', 'idle'].map((id) => new Story(store, id));
    await running?.run();
    await idle?.add(created);
    if (settled) await settled.settle(await settled.run());
    expect(await store.unsettledThreads()).toEqual(['running']);
    expect(await store.threadsToDrain()).toEqual(['running', 'settled']);
  });
});

describe('I11: in a thread of 20,000 items', () => {
  test('an append costs what it costs in an empty one, and the thread opens as fast', { timeout: 60_000 }, async () => {
    const { store, dataDir } = await tempStore();
    const [long, short] = [new Story(store, 'long'), new Story(store, 'short')];
    const turnId = await long.run();
    for (let n = 0; n < 40; n++) await long.items(turnId, 500);
    await short.run();
    // Written back to the file, so that neither pays for the other's log.
    await otherClient(dataDir).execute('PRAGMA wal_checkpoint(TRUNCATE)');
    const appends = async (story: Story) => {
      for (let n = 0; n < 20; n++) await story.add(renamed(`title ${n}`));
    };
    const [few, many] = await least(
      15,
      () => appends(short),
      () => appends(long),
    );
    // A cost that grew with the thread would be a hundredfold; the bench says how near it is to one.
    expect(many / few).toBeLessThan(2);

    const full = new Story(store, 'full');
    const fullTurn = await full.run();
    await full.items(fullTurn, 400);
    const [page, longPage] = await least(
      15,
      () => store.snapshot(full.threadId),
      () => store.snapshot(long.threadId),
    );
    expect(longPage / page).toBeLessThan(2);
    console.log(
      `20 appends: ${few.toFixed(1)} ms short, ${many.toFixed(1)} ms long; a page of 400 items: ${page.toFixed(1)} ms of 400, ${longPage.toFixed(1)} ms of 20,000`,
    );
  });
});
