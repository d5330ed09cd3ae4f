import type { Item } from '@plumbline/lifecycle';
import { expect, it } from 'vitest';
import { type Entry, foldWork } from '../../state/turns.ts';
import { chunksOf } from './chunks.ts';

const item = (order: number, kind = 'tool'): Entry => ({
  kind: 'item',
  item: { itemId: `i${order}`, order, kind, status: 'done' } as unknown as Item,
  within: [],
});
const request = { kind: 'request', request: { requestId: 'r' } } as unknown as Entry;
const isStep = ({ kind }: Item) => kind === 'tool';

/** In which chunk each item stands. */
const placesOf = (entries: readonly Entry[]) =>
  new Map(
    chunksOf(entries).flatMap(({ key, entries: within }) =>
      within.flatMap((entry) => (entry.kind === 'item' ? [[entry.item.order, key] as const] : [])),
    ),
  );

it('given a turn that grows while its steps are folded, then what is in sight stays in its chunk', () => {
  const all = [item(5, 'user'), ...Array.from({ length: 60 }, (_, n) => item(n + 6)), item(66, 'assistant')];
  let before = new Map<number, number>();
  for (let length = 1; length <= all.length; length += 1) {
    const places = placesOf(foldWork(all.slice(0, length), isStep));
    for (const [order, key] of places) expect(before.get(order) ?? key).toBe(key);
    before = places;
  }
});

it('given a request, then it stands with what is before it; one alone has a chunk', () => {
  expect(chunksOf([item(20), request, item(40)])).toMatchObject([{ entries: [{ kind: 'item' }, { kind: 'request' }] }, { entries: [{}] }]);
  expect(chunksOf([request])).toMatchObject([{ key: 0 }]);
});

it('given many items, then each stands in one chunk, in order', () => {
  const all = Array.from({ length: 100 }, (_, n) => item(n + 1, 'assistant'));
  expect(chunksOf(all).flatMap(({ entries }) => entries)).toEqual(all);
  expect(chunksOf(all).length).toBe(7);
});
