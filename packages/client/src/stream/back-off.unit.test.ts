import { expect, test } from 'vitest';
import { BackOff } from './back-off.ts';

test('given tries that fail, then the waiting times double from 0.25 s to 5 s, and begin anew after a success', () => {
  const backOff = new BackOff(() => 1);
  expect(Array.from({ length: 7 }, () => backOff.next())).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  backOff.reset();
  expect(backOff.next()).toBe(250);
});

test('given any chance, then no waiting time is below 0.25 s', () => {
  const backOff = new BackOff(() => 0);
  expect(backOff.next()).toBe(250);
  expect(backOff.next()).toBe(400);
});
