import { describe, expect, it } from 'vitest';
import { countChanges, diffLines, patchLines } from './diff.ts';

const show = (lines: ReturnType<typeof diffLines>) => lines.map((line) => `${line.sign}${line.text}`);

describe('diffLines', () => {
  it('given one changed line, when compared, then it is removed and added between what is the same', () => {
    expect(show(diffLines('a\nb\nc\n', 'a\nB\nc\n'))).toEqual([' a', '-b', '+B', ' c']);
  });

  it('given a line put in between, when compared, then only it is added', () => {
    expect(show(diffLines('a\nc', 'a\nb\nc'))).toEqual([' a', '+b', ' c']);
  });

  it('given far-away lines that are the same, when compared, then they are left out and counted', () => {
    const many = Array.from({ length: 20 }, (_, line) => `line ${line}`);
    const lines = show(diffLines(many.join('\n'), [...many.slice(0, 19), 'new'].join('\n')));
    expect(lines[0]).toBe('…16 unchanged');
    expect(lines.slice(-2)).toEqual(['-line 19', '+new']);
  });

  it('given texts too large to compare, when compared, then the answer still comes, whole', () => {
    const left = Array.from({ length: 5_000 }, (_, line) => `a${line}`).join('\n');
    const right = Array.from({ length: 5_000 }, (_, line) => `b${line}`).join('\n');
    expect(countChanges(diffLines(left, right))).toEqual({ added: 5_000, removed: 5_000 });
  });
});

describe('patchLines', () => {
  it('given a unified patch, when it is read, then headers are left out', () => {
    const patch = 'Index: a.txt\n====================\n--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n hello\n-world\n+mock\n';
    expect(show(patchLines(patch))).toEqual(['…@@ -1,2 +1,2 @@', ' hello', '-world', '+mock']);
  });
});
