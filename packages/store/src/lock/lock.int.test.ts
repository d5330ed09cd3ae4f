import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { codeOf } from '../../test/story.ts';
import { atEnd, tempDir } from '../../test/temp-store.ts';
import { lockDataDir } from './lock.ts';

/** Another process that takes the lock, says so, and keeps it. */
async function holder(dataDir: string): Promise<ChildProcess> {
  const module = new URL('./lock.ts', import.meta.url).href;
  const program = `import { lockDataDir } from ${JSON.stringify(module)};
    await lockDataDir(${JSON.stringify(dataDir)}, { url: 'http://127.0.0.1:4280', version: '1' });
    console.log('held'); setInterval(() => {}, 1000);`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a second server is refused at once, also by a frozen holder, and told who holds it', async () => {
  const dataDir = await tempDir();
  const child = await holder(dataDir);
  child.kill('SIGSTOP');
  const begin = performance.now();
  const error: unknown = await lockDataDir(dataDir).catch((refused: unknown) => refused);
  expect(performance.now() - begin).toBeLessThan(400);
  expect(error).toMatchObject({ name: 'StoreFault', code: 'DATA_DIR_LOCKED' });
  expect(String(error)).toContain(`process ${child.pid} at http://127.0.0.1:4280`);
});

test('kill -9 of the holder frees the lock at once', async () => {
  const dataDir = await tempDir();
  const child = await holder(dataDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await lockDataDir(dataDir);
  await lock.announce({ url: 'http://127.0.0.1:9', version: '2' });
  const file = `${lock.dataDir}/server.json`;
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:9', version: '2' });
  for (const name of ['server.json', 'lock.db']) expect((await stat(`${lock.dataDir}/${name}`)).mode & 0o777).toBe(0o600);
  await lock.release();
});

test('one process takes it once, and again after it let go', async () => {
  const dataDir = await tempDir();
  const lock = await lockDataDir(dataDir);
  expect(await codeOf(lockDataDir(dataDir))).toBe('DATA_DIR_LOCKED');
  await lock.release();
  await lock.release();
  await expect(stat(`${dataDir}/server.json`)).rejects.toMatchObject({ code: 'ENOENT' });
  await (await lockDataDir(dataDir)).release();
});
