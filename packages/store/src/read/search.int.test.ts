import type { ItemId, ThreadId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { Story } from '../../test/story.ts';
import { otherClient, tempStore, urlIn } from '../../test/temp-store.ts';
import { Database } from '../database/database.ts';
import { rebuild } from '../maintenance/rebuild.ts';

async function says(story: Story, n: number, ...texts: readonly string[]): Promise<void> {
  const turnId = await story.run(n);
  for (const [at, text] of texts.entries()) {
    const order = story.live.nextOrder;
    const itemId = `${story.threadId}-${n}-${at}` as ItemId;
    await story.add({ type: 'item.closed', itemId, turnId, order, status: 'done', content: { kind: 'assistant', text } });
  }
  await story.settle(turnId);
}

describe('search', () => {
  test('given messages in several threads, when words are looked for, then those with all of them are found, the newest first', async () => {
    const { store } = await tempStore();
    const [a, b] = [new Story(store, 'a'), new Story(store, 'b')];
    await says(a, 1, 'The plumb line hangs true.', 'Nothing of it here.');
    await says(b, 1, 'A line of code that is not plumb.', 'Plumbing, and lines.');
    const find = async (text: string) => (await store.search({ text })).hits.map(({ itemId }) => itemId);
    expect(await find('plumb lin')).toEqual(['b-1-0', 'a-1-0']);
    expect(await find('line plum')).toEqual(['b-1-0', 'a-1-0']);
    expect(await find('lines plumbing')).toEqual(['b-1-1']);
    expect(await find('line plumb')).toEqual(['b-1-0', 'a-1-0']);
    expect(await find('hangs ')).toEqual(['a-1-0']);
    expect(await find('hang ')).toEqual([]);
    expect(await find('PLUMB trué')).toEqual(['a-1-0']);
    const [hit] = (await store.search({ text: 'hangs' })).hits;
    expect(hit).toMatchObject({ threadId: 'a', turn: 1, kind: 'assistant', title: expect.any(String) });
    expect(hit?.snippet.filter((piece) => piece.hit)).toEqual([{ text: 'hangs', hit: true }]);
    expect(hit?.snippet.map((piece) => piece.text).join('')).toBe('The plumb line hangs true.');
  });

  test.each(['"', 'a" OR "b', 'NEAR(', '*', 'text:', '-', '()', '\u0000', '🙂', '^x'])(
    'given %j, then it is a text like any other',
    async (text) => {
      const { store } = await tempStore();
      await says(new Story(store, 'a'), 1, 'A text.');
      expect((await store.search({ text })).hits.length).toBeLessThanOrEqual(1);
    },
  );

  test('given a message that holds the marks of the database themselves, then nothing of it is lost', async () => {
    const { store } = await tempStore();
    for (const [at, text] of ['a \u0001 word', '\u0002 a word \u0001', 'a\u0001\u0002 word', 'x \u0001abc word'].entries()) {
      await says(new Story(store, `t${at}`), 1, text);
      const [hit] = (await store.search({ text: 'word' })).hits;
      const shown = hit?.snippet.map((piece) => piece.text).join('');
      const letters = (of: string | undefined) => of?.replace(/[^a-z]/g, '');
      expect(letters(shown)).toBe(letters(text));
    }
  });

  test('given text that streams, then it is found when it is whole; given an item that is taken back, or a thread removed, then no more', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const turnId = await story.run();
    const found = async () => (await store.search({ text: 'whole' })).hits.length;
    const order = story.live.nextOrder;
    const itemId = 'i1' as ItemId;
    await story.add({ type: 'item.started', itemId, turnId, order, content: { kind: 'assistant', text: '' } });
    await store.appendText([{ threadId: story.threadId, itemId, offset: 0, text: 'not whole' }]);
    expect(await found()).toBe(0);
    await story.add({
      type: 'item.closed',
      itemId,
      turnId,
      order,
      status: 'done',
      content: { kind: 'assistant', text: 'now it is whole' },
    });
    expect(await found()).toBe(1);
    await story.settle(turnId);
    await story.add({ type: 'thread.removed' });
    expect(await found()).toBe(0);
  });

  test('given many hits, then they come in pages, each once, and a rebuild changes neither hits nor their order', async () => {
    const { store, dataDir } = await tempStore();
    const stories = ['a', 'b', 'c'].map((id) => new Story(store, id));
    for (let n = 1; n <= 5; n += 1) for (const story of stories) await says(story, n, `word ${n}`);
    const all = async () => {
      const found: string[] = [];
      let before: number | undefined;
      do {
        const page = await store.search({ text: 'word', limit: 4, ...(before === undefined ? {} : { before }) });
        found.push(...page.hits.map(({ itemId }) => itemId));
        before = page.before;
      } while (before !== undefined);
      return found;
    };
    const hits = await all();
    expect(hits).toEqual([5, 4, 3, 2, 1].flatMap((n) => ['c', 'b', 'a'].map((id) => `${id}-${n}-0`)));
    const database = await Database.open({ url: urlIn(dataDir) });
    await rebuild(database);
    database.close();
    expect(await all()).toEqual(hits);
    expect((await store.search({ text: 'word', projectId: 'other' as never })).hits).toEqual([]);
  });

  test('given a database from before, then what is in it is found too', async () => {
    const { store, dataDir } = await tempStore();
    await says(new Story(store, 'a'), 1, 'An older text.');
    await store.close();
    const file = otherClient(dataDir);
    for (const kind of ['insert', 'update', 'delete']) await file.execute(`DROP TRIGGER items_search_${kind}`);
    for (const drop of ['VIEW searchable_items', 'TABLE item_texts', 'TABLE searched_items', 'TABLE uploads'])
      await file.execute(`DROP ${drop}`);
    // The search came with the fourth migration.
    const newer = 'SELECT created_at FROM __drizzle_migrations ORDER BY created_at LIMIT -1 OFFSET 3';
    await file.execute(`DELETE FROM __drizzle_migrations WHERE created_at IN (${newer})`);
    file.close();
    const again = (await tempStore({ dataDir })).store;
    expect((await again.search({ text: 'older' })).hits.map(({ threadId }) => threadId)).toEqual(['a' as ThreadId]);
  });
});
