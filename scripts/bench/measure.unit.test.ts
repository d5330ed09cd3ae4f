import { describe, expect, it } from 'vitest';
import { figure, interleaved, ratioOf } from './measure.ts';

describe('figures', () => {
  it('given rounds, then the median, and the quartiles between which half of them lie', () => {
    expect(figure([9, 1, 5, 3, 7])).toEqual({ median: 5, low: 3, high: 7, rounds: 5 });
    expect(figure([1, 2, 3, 4])).toMatchObject({ median: 2.5, low: 1.75, high: 3.25 });
    expect(() => figure([])).toThrow();
  });

  it('given pairs of which one was held up, then the ratio is that of the others', () => {
    const pairs = Array.from({ length: 99 }, () => ({ a: 2, b: 1 }));
    expect(ratioOf([...pairs, { a: 2, b: 500 }])).toBe(2);
  });

  it('given two sides, then they run in turns, and the warm-up does not count', async () => {
    const order: string[] = [];
    const side = (name: string, times: number[]) => (round: number) => {
      order.push(`${name}${round}`);
      return times[round] ?? 0;
    };
    const ratio = await interleaved({ rounds: 2 }, side('a', [100, 4, 6]), side('b', [1, 2, 2]));
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
    expect(ratio).toMatchObject({ median: 2.5, rounds: 2 });
  });
});
