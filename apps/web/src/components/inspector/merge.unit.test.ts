import { describe, expect, it } from 'vitest';
import { merge } from './useInspection.ts';

const key = (row: number) => row;

describe('the newest page, in front of what is held', () => {
  it('given it overlaps, then the new rows go in front, and the older pages stay', () => {
    expect(merge({ rows: [4, 3, 2], before: 2 }, { rows: [6, 5, 4], before: 4 }, key)).toEqual({ rows: [6, 5, 4, 3, 2], before: 2 });
  });

  it('given nothing new, then nothing changes', () => {
    const held = { rows: [4, 3] };
    expect(merge(held, { rows: [4, 3] }, key)).toBe(held);
  });

  it('given a hole between, then it begins anew', () => {
    expect(merge({ rows: [4, 3, 2] }, { rows: [9, 8], before: 8 }, key)).toEqual({ rows: [9, 8], before: 8 });
  });
});
