import type { ForkPoint, ItemId, ThreadEvent, ThreadId, TurnId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { created, Story } from '../../test/story.ts';
import { tempStore, urlIn } from '../../test/temp-store.ts';
import type { Store } from '../contract.ts';
import { Database } from '../database/database.ts';
import { rebuild } from '../maintenance/rebuild.ts';
import { verify } from '../maintenance/verify.ts';

async function turn(story: Story, n: number, items: number): Promise<TurnId> {
  const turnId = await story.run(n);
  if (items > 0) await story.items(turnId, items, (at) => `${story.threadId} ${n}.${at}`);
  await story.settle(turnId);
  return turnId;
}

/** A thread that goes on from another after one of its turns. */
async function forkOf(store: Store, source: Story, number: number, name: string): Promise<Story> {
  const row = await store.findTurnOfPast(source.threadId, number);
  if (!row) throw new Error('there is no such turn');
  const point: ForkPoint = { threadId: row.threadId, turnId: row.turnId, turn: row.number, nextOrder: source.live.nextOrder };
  const story = new Story(store, name);
  await story.add({ ...(created as Extract<ThreadEvent, { type: 'thread.created' }>), forkedFrom: point });
  return story;
}

/** All that a reader gets who goes back from the newest page. */
async function read(store: Store, threadId: ThreadId, turns: number, items = 400) {
  let page: Awaited<ReturnType<Store['history']>> = await store.snapshot(threadId, { turns, items });
  const numbers: number[] = [];
  const orders: number[] = [];
  for (; page; page = page.olderCursor === undefined ? null : await store.history(threadId, page.olderCursor, { turns, items })) {
    numbers.unshift(...page.turns.map(({ number }) => number).filter((number) => !numbers.includes(number)));
    orders.unshift(...page.items.map(({ order }) => order));
    expect(page.turns.length).toBeLessThanOrEqual(turns);
    expect(page.items.length).toBeLessThanOrEqual(items);
  }
  return { numbers, orders };
}

describe('forks', () => {
  test('given forks of forks, then each has the turns up to its point and its own, on pages of any size, and a whole reading has the same', async () => {
    const { store, dataDir } = await tempStore();
    const a = new Story(store, 'a');
    for (const [at, items] of [2, 7, 0, 3].entries()) await turn(a, at + 1, items);
    const b = await forkOf(store, a, 3, 'b');
    expect(b.live).toMatchObject({ turnCount: 3, nextOrder: 13 });
    expect((await store.snapshot(b.threadId))?.turns.map(({ number }) => number)).toEqual([1, 2, 3]);
    for (const n of [4, 5]) await turn(b, n, 2);
    const c = await forkOf(store, b, 4, 'c');
    await turn(c, 5, 1);
    const early = await forkOf(store, c, 2, 'd');
    expect(early.live.forkedFrom, 'whose turn it is').toMatchObject({ threadId: 'a', turn: 2 });

    const own = (story: Story) => story.live.nextOrder - (story.live.forkedFrom?.nextOrder ?? 1);
    for (const [story, count, items] of [
      [a, 4, 12],
      [b, 5, 13],
      [c, 5, 12],
      [early, 2, 9],
    ] as const) {
      for (const [turns, most] of [
        [1, 400],
        [2, 3],
        [20, 400],
      ] as const) {
        const { numbers, orders } = await read(store, story.threadId, turns, most);
        expect(numbers).toEqual(Array.from({ length: count }, (_, n) => n + 1));
        expect(orders).toHaveLength(items);
        expect(orders).toEqual(orders.toSorted((one, other) => one - other));
      }
      const pieces: number[] = [];
      let whole = 0;
      for await (const piece of store.pieces(story.threadId)) {
        if (piece.kind === 'turn') pieces.push(piece.turn.number);
        if (piece.kind === 'items') whole += piece.items.length;
      }
      expect([pieces.length, whole]).toEqual([count, items]);
      expect(own(story)).toBeGreaterThanOrEqual(0);
    }

    await a.add({ type: 'thread.removed' });
    expect((await read(store, c.threadId, 20)).numbers, 'what it was forked from may go').toEqual([1, 2, 3, 4, 5]);

    const before = await store.snapshot(c.threadId);
    const found: string[] = [];
    const opened = async (use: (database: Database) => Promise<unknown>) => {
      const database = await Database.open({ url: urlIn(dataDir) });
      await use(database).finally(() => database.close());
    };
    const audit = () => opened((database) => verify(database, (line) => found.push(line)));
    await audit();
    await opened(rebuild);
    await audit();
    expect(found).toEqual([]);
    expect(await store.snapshot(c.threadId)).toEqual(before);
  });

  test('given sessions that followed one another, then a turn knows in which it ended, and what was asked after it', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    await story.add(created, { type: 'session.starting' });
    const bind = async (session: string) => {
      const epoch = story.live.session.epoch + 1;
      const append = story.append([]);
      const events = [
        { event: { type: 'session.bound', epoch, resumed: false }, private: { session } },
        { event: { type: 'session.ready' } },
      ] as const;
      story.take(await store.append({ ...append, events }));
    };
    await bind('first');
    const one = await turn(story, 1, 1);
    await story.add({ type: 'session.stopped', cause: 'user' }, { type: 'session.starting', fresh: true });
    await bind('second');
    const two = await turn(story, 2, 1);
    expect(await store.findSessionOfTurn(story.threadId, one)).toEqual({ session: 'first' });
    expect(await store.findSessionOfTurn(story.threadId, two)).toEqual({ session: 'second' });
    const from = await store.findTurnsFrom(story.threadId, 1, 10);
    expect(from.map(({ turn, answered }) => [turn.turnId, answered])).toEqual([
      [one, true],
      [two, true],
    ]);
    expect(await store.findTurnOfPast(story.threadId, 'nobody' as TurnId)).toBeNull();
    expect(await store.findTurnOfPast(story.threadId, 3)).toBeNull();
    expect((await store.findItem('none' as ItemId)) ?? null).toBeNull();
  });
});
