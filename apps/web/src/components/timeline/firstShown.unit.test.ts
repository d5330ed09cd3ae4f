import type { Item } from '@plumbline/lifecycle';
import { expect, it } from 'vitest';
import type { TurnRows } from '../../state/port.ts';
import { firstShown } from './firstShown.ts';

const turn = (number: number, items: number): TurnRows =>
  ({ turn: { number }, items: Array.from({ length: items }, () => ({}) as Item), requests: [] }) as unknown as TurnRows;

const end = Number.POSITIVE_INFINITY;

it('given a thread without turns, then there is none', () => {
  expect(firstShown([], end)).toBeUndefined();
});

it('given turns of 15 items, then three are enough; and the next three come before them', () => {
  const turns = Array.from({ length: 20 }, (_, index) => turn(index + 1, 15));
  expect(firstShown(turns, end)).toBe(18);
  expect(firstShown(turns, 18)).toBe(15);
  expect(firstShown(turns, 2)).toBe(1);
  expect(firstShown(turns, 1)).toBeUndefined();
});

it('given one huge turn at the end, then it is shown', () => {
  expect(firstShown([turn(1, 3), turn(2, 900)], end)).toBe(2);
});
