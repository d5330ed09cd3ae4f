import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mentionedFiles } from './resolve.ts';

let root: string;
let directory: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-mentions-')));
  directory = join(root, 'project');
  mkdirSync(join(directory, 'src'), { recursive: true });
  writeFileSync(join(directory, 'src/a.ts'), 'export {};');
  writeFileSync(join(directory, 'my notes.txt'), 'notes');
  writeFileSync(join(directory, 'picture.png'), Buffer.from([137, 80, 78, 71, 0, 0]));
  writeFileSync(join(root, 'secret.txt'), 'secret');
  symlinkSync(join(root, 'secret.txt'), join(directory, 'away.txt'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('given mentions of texts, then they come once with what is in them; what is missing or no text stays words', async () => {
  const found = await mentionedFiles(directory, 'See @src/a.ts. And @./src/a.ts, @src, @"my notes.txt", @gone.txt and @picture.png');
  expect(found.map(({ name, data }) => [name, String(data)])).toEqual([
    ['src/a.ts', 'export {};'],
    ['my notes.txt', 'notes'],
  ]);
});

it('given a large file, then its first lines come, and that there is more is said', async () => {
  writeFileSync(join(directory, 'large.txt'), 'a line of words\n'.repeat(100_000));
  const [large] = await mentionedFiles(directory, '@large.txt');
  expect(large?.data.length).toBeLessThan(70_000);
  expect(String(large?.data)).toMatch(/a line of words\n\n\(Cut: the file has 1600000 bytes\. Read it for the rest\.\)\n$/);
});

it('given ways out of the project, then none is taken', async () => {
  expect(await mentionedFiles(directory, `@../secret.txt @${root}/secret.txt @away.txt @.. @. @/etc/passwd @src/../../secret.txt`)).toEqual(
    [],
  );
});
