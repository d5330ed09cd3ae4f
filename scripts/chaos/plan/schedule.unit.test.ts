import { expect, test } from 'vitest';
import { isFault, isLie, isLying, roundOf, threadCount } from './schedule.ts';

test('given the same seed and number, then the round is the same; given others, another', () => {
  expect(roundOf(7, 3)).toEqual(roundOf(7, 3));
  expect(roundOf(7, 3)).not.toEqual(roundOf(7, 4));
  expect(roundOf(7, 3)).not.toEqual(roundOf(8, 3));
});

test('given a hundred rounds, then every act and every fault occurs, on every thread, and each round has a fault', () => {
  const rounds = Array.from({ length: 100 }, (_, number) => roundOf(1, number));
  expect(rounds.every((steps) => steps.some(({ act }) => isFault(act)))).toBe(true);
  const acts = rounds.flat().map(({ act }) => act);
  expect(new Set(acts.map(({ kind }) => kind)).size).toBe(22);
  expect(new Set(acts.flatMap((act) => ('thread' in act ? [act.thread] : []))).size).toBe(threadCount);
});

test('given a hundred rounds, then the threads of the lying provider are lied in, in each way, and no others are', () => {
  const sends = Array.from({ length: 100 }, (_, number) => roundOf(1, number))
    .flat()
    .flatMap(({ act }) => (act.kind === 'send' ? [act] : []));
  expect(sends.filter(({ thread, prompt }) => isLying(thread) !== isLie(prompt))).toEqual([]);
  expect(new Set(sends.map(({ prompt }) => prompt)).size).toBe(30);
});
