import { describe, expect, it } from 'vitest';
import { titleOf } from './sending.ts';

describe('titleOf', () => {
  it.each([
    ['Fix the build\n\nIt fails on Tuesdays.', 'Fix the build'],
    ['  two   spaces ', 'two spaces'],
    [
      'Please look at every single file in this rather large repository and tell me',
      'Please look at every single file in this rather large…',
    ],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
  ])('of %j is %j', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });
});
