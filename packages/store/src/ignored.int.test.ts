import type { ThreadId } from '@plumbline/lifecycle';
import { expect, it } from 'vitest';
import { tempStore } from '../test/temp-store.ts';
import type { IgnoredSignal } from './contract.ts';
import { keptOfThread, keptOverall } from './ignored.ts';

const signal = (thread: string, at: number): IgnoredSignal => ({
  threadId: thread as ThreadId,
  epoch: 1,
  kind: 'idle',
  reason: 'unchanged',
  at,
});

it('given ignored signals, then they are read newest first, in pages, each thread its own', async () => {
  const { store } = await tempStore();
  await store.keepIgnored([signal('a', 1), signal('b', 2), signal('a', 3), signal('a', 4)]);
  const first = await store.ignored('a' as ThreadId, { limit: 2 });
  expect(first.signals.map(({ at }) => at)).toEqual([4, 3]);
  const second = await store.ignored('a' as ThreadId, { limit: 2, before: first.before ?? 0 });
  expect(second.signals.map(({ at }) => at)).toEqual([1]);
  expect(second.before).toBeUndefined();
});

it('given more than is kept of a thread, then the oldest of it are dropped and no other thread loses any', async () => {
  const { store } = await tempStore();
  await store.keepIgnored([signal('quiet', 1)]);
  for (let round = 0; round < 3; round += 1) {
    await store.keepIgnored(Array.from({ length: 100 }, (_, index) => signal('loud', round * 100 + index)));
  }
  const kept = (await store.ignored('loud' as ThreadId, { limit: 1_000 })).signals;
  expect(kept).toHaveLength(keptOfThread);
  expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: keptOfThread }, (_, index) => 299 - index));
  expect((await store.ignored('quiet' as ThreadId)).signals).toHaveLength(1);
});

it('given more than is kept over all, then the oldest are dropped, and nothing of it is in the log', async () => {
  const { store } = await tempStore();
  await store.keepIgnored([signal('first', 1)]);
  for (let round = 0; round < keptOverall / 100; round += 1) {
    await store.keepIgnored(Array.from({ length: 100 }, (_, index) => signal(`thread-${round}`, index)));
  }
  expect((await store.ignored('first' as ThreadId)).signals).toEqual([]);
  expect((await store.ignored('thread-0' as ThreadId)).signals).not.toEqual([]);
  expect(store.head()).toBe(0);
});
