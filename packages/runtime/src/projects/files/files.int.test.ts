import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ManualClock } from '../../../test/manual-clock.ts';
import { createFileIndex } from './file-index.ts';
import { listFiles } from './list.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plumbline-files-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), 'x');
  }
};
const git = (...args: string[]) => execFileSync('git', args, { cwd: directory, stdio: 'ignore' });
const usual = { files: 100, bytes: 100_000, time: 5_000 };

it('given a git repository, then files that are tracked or new are listed, and what it ignores is not', async () => {
  git('init');
  write('.gitignore', 'src/a.ts', 'src/new ü.ts', 'out/made.js', 'node_modules/x/index.js');
  writeFileSync(join(directory, '.gitignore'), 'out\nnode_modules\n');
  git('add', 'src/a.ts');
  const { paths, whole } = await listFiles(directory);
  expect([...paths].sort()).toEqual(['.gitignore', 'src/a.ts', 'src/new ü.ts']);
  expect(whole).toBe(true);
});

it('given no repository, then a walk finds files, without dependencies and without leaving by a link', async () => {
  write('a.txt', 'deep/er/b.txt', 'node_modules/x/index.js', '.git/HEAD');
  symlinkSync('/etc', join(directory, 'away'));
  symlinkSync('/etc/passwd', join(directory, 'passwd'));
  expect(await listFiles(directory)).toEqual({ paths: ['a.txt', 'deep/er/b.txt'], whole: true });
});

it.each(['git', 'walk'])('given more files than the bound (%s), then so many are listed, and that there are more is said', async (how) => {
  if (how === 'git') git('init');
  write(...Array.from({ length: 30 }, (_, n) => `many/file-${n}.txt`));
  const { paths, whole } = await listFiles(directory, { ...usual, files: 10 });
  expect(paths).toHaveLength(10);
  expect(whole).toBe(false);
});

it('given a list that is a few seconds old, then a new file is found, and before that nothing is read again', async () => {
  write('first.txt');
  const clock = new ManualClock();
  let reads = 0;
  const index = createFileIndex(clock, (at) => {
    reads += 1;
    return listFiles(at);
  });
  const find = () => index.find(directory, 'txt', 10).then(({ files }) => files.map(({ path }) => path));
  expect(await Promise.all([find(), find()])).toEqual([['first.txt'], ['first.txt']]);
  write('second.txt');
  expect(await find()).toEqual(['first.txt']);
  expect(reads).toBe(1);
  clock.forward(5_000);
  expect(await find()).toEqual(['first.txt', 'second.txt']);
});

it('given a directory that is gone, then that is an error, and no list is kept', async () => {
  const index = createFileIndex(new ManualClock());
  rmSync(directory, { recursive: true });
  await expect(index.find(directory, '', 1)).rejects.toThrow();
  write('back.txt');
  expect((await index.find(directory, '', 1)).files).toEqual([{ path: 'back.txt' }]);
});
