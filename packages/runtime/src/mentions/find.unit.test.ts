import { expect, it } from 'vitest';
import { mentionsIn } from './find.ts';

it('given mentions in a sentence, then each is found, with and without what ends the sentence', () => {
  expect(mentionsIn('Look at @src/a.ts, (@b.md) and @"my notes.txt"!')).toEqual([
    ['src/a.ts,', 'src/a.ts'],
    ['b.md)', 'b.md'],
    ['my notes.txt'],
  ]);
});

it('given an address, a sign alone or two in a row, then there is no mention', () => {
  expect(mentionsIn('mail me@example.com @ noon, @@twice @"')).toEqual([]);
});

it('given the same mention again, then it is one; given many, then so many as are handed over', () => {
  expect(mentionsIn('@a @a')).toEqual([['a']]);
  expect(mentionsIn(Array.from({ length: 100 }, (_, n) => `@f${n}`).join(' '))).toHaveLength(30);
});
