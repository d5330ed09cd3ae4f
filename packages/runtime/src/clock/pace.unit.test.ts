import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** When each of `count` that come together at 0 passes. */
function passes(pace: Pace, count: number): number[] {
  let now = 0;
  return Array.from({ length: count }, () => {
    now += pace.wait(now);
    pace.passed(now);
    return now;
  });
}

it('given one that comes alone, then it passes at once, though others passed long before', () => {
  const pace = new Pace({ every: 100 });
  expect(pace.wait(5)).toBe(0);
  pace.passed(5);
  expect(pace.wait(25)).toBe(80);
  expect(pace.wait(105)).toBe(0);
});

it('given a crowd, then a burst passes at once, and after it one at a time', () => {
  expect(passes(new Pace({ every: 40 }), 4)).toEqual([0, 40, 80, 120]);
  expect(passes(new Pace({ every: 40, burst: 3 }), 6)).toEqual([0, 0, 0, 40, 80, 120]);
});

it('given a burst and then a rest, then another burst may pass', () => {
  const pace = new Pace({ every: 40, burst: 3 });
  passes(pace, 3);
  expect(pace.wait(0)).toBe(40);
  pace.passed(40);
  expect([0, 1, 2].map(() => [pace.wait(200), pace.passed(200)][0])).toEqual([0, 0, 0]);
  expect(pace.wait(200)).toBe(40);
});
