import { expect, it } from 'vitest';
import { candidate, rankPaths } from './rank.ts';

const files = [
  'README.md',
  'src/thread/thread.ts',
  'src/thread/thread-row.tsx',
  'src/ThreadScreen.tsx',
  'docs/thread/notes.md',
  'src/state/old-thread.ts',
  'test/threads.fixture/data.json',
].map(candidate);

it('given letters, then a name that begins with them comes first, then one that holds them, then a path', () => {
  expect(rankPaths(files, 'thread', 10)).toEqual([
    'src/ThreadScreen.tsx',
    'src/thread/thread.ts',
    'src/thread/thread-row.tsx',
    'src/state/old-thread.ts',
    'docs/thread/notes.md',
    'test/threads.fixture/data.json',
  ]);
});

it('given the whole name in other letters, then that file is first', () => {
  expect(rankPaths(files, 'readme.MD', 1)).toEqual(['README.md']);
});

it('given a part of a path, or letters that are scattered, then they are found, and what lacks one is not', () => {
  expect(rankPaths(files, 'thread/th', 2)).toEqual(['src/thread/thread.ts', 'src/thread/thread-row.tsx']);
  expect(rankPaths(files, 'tscr', 5)).toEqual(['src/ThreadScreen.tsx']);
  expect(rankPaths(files, 'zzz', 5)).toEqual([]);
});

it('given no letters, then what is nearest to the top comes first', () => {
  expect(rankPaths(files, '', 2)).toEqual(['README.md', 'src/ThreadScreen.tsx']);
});

it('given a hundred thousand files, then the answer does not keep a typist waiting', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => candidate(`packages/area-${n % 97}/src/deep/module-${n}.ts`));
  const began = performance.now();
  expect(rankPaths(many, 'mod99999', 20)).toEqual(['packages/area-89/src/deep/module-99999.ts']);
  expect(rankPaths(many, 'm', 20)).toHaveLength(20);
  expect(performance.now() - began).toBeLessThan(2_000);
});
