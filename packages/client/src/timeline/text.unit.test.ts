import { describe, expect, test } from 'vitest';
import { mergeText } from './text.ts';

describe('streaming text (rule 30)', () => {
  test.each([
    ['at the length at hand is appended', 'abc', 3, 'de', 'abcde'],
    ['that overlaps is cut', 'abc', 1, 'bcde', 'abcde'],
    ['that came before changes nothing', 'abcde', 1, 'bc', 'abcde'],
    ['of the whole so far, after a reconnect, goes on from it', 'abc', 0, 'abcde', 'abcde'],
    ['from 0 that says something else is the row begun anew', 'abc', 0, 'xy', 'xy'],
    ['of nothing changes nothing', 'abc', 3, '', 'abc'],
    ['counts in UTF-16 units', '👩', 2, '!', '👩!'],
  ])('given a piece %s', (_, held, offset, piece, after) => {
    expect(mergeText(held, offset, piece)).toBe(after);
  });
  test('given a piece beyond the length at hand, then it is a hole', () => {
    expect(mergeText('abc', 4, 'x')).toBe('hole');
  });
  test('given an overlap that says something else, then it is a hole', () => {
    expect(mergeText('abc', 2, 'xy')).toBe('hole');
  });
});
