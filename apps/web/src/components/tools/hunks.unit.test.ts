import { describe, expect, it } from 'vitest';
import { numberedLines, sideBySide } from './hunks.ts';

const patch = [
  'Index: src/a.ts',
  '--- src/a.ts',
  '+++ src/a.ts',
  '@@ -3,3 +3,4 @@ class A',
  ' same',
  '-old one',
  '-old two',
  '+new one',
  '+new two',
  '+new three',
  '@@ -20,1 +21,1 @@',
  ' last',
  '\\ No newline at end of file',
].join('\n');

describe('numberedLines', () => {
  it('given hunks, then each line has its numbers in both files, and what is no line of them has none', () => {
    const read = numberedLines(patch).map(({ sign, before, after }) => `${sign}${before ?? ''}:${after ?? ''}`);
    expect(read).toEqual(['…:', ' 3:3', '-4:', '-5:', '+:4', '+:5', '+:6', '…:', ' 20:21']);
  });
});

describe('sideBySide', () => {
  it('given what was removed and added in one place, then they stand against each other, and the rest stands alone', () => {
    const lines = numberedLines(patch);
    const read = sideBySide(lines).map(({ left, right }) => [left, right].map((at) => (at === undefined ? '' : lines[at]?.text)));
    expect(read.slice(1)).toEqual([
      ['same', 'same'],
      ['old one', 'new one'],
      ['old two', 'new two'],
      ['', 'new three'],
      ['@@ -20,1 +21,1 @@', '@@ -20,1 +21,1 @@'],
      ['last', 'last'],
    ]);
  });
});
