import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { codeOf } from '../../test/story.ts';
import { atEnd, tempDir } from '../../test/temp-store.ts';
import { lockDataDir } from './lock.ts';

/** Runs the program in another process, with `lockDataDir` imported. */
function runs(program: string) {
  const module = new URL('./lock.ts', import.meta.url).href;
  const whole = `import { lockDataDir } from ${JSON.stringify(module)};\n${program}`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', whole], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  atEnd(() => child.kill('SIGKILL'));
  return child;
}

/** Another process that takes the lock, says so, and keeps it. */
async function holder(dataDir: string): Promise<ChildProcess> {
  const child = runs(`
    await lockDataDir(${JSON.stringify(dataDir)}, { url: 'http://127.0.0.1:4280', version: '1' });
    console.log('held'); setInterval(() => {}, 1000);`);
  await once(child.stdout, 'data');
  return child;
}

/** Another process that tries at each word it is given, and says what came of it. */
async function contender(dataDir: string) {
  const child = runs(`
    console.log('waiting');
    for await (const word of process.stdin)
      console.log(await lockDataDir(${JSON.stringify(dataDir)}).then(() => 'held', (error) => error.code));`);
  await once(child.stdout, 'data');
  const tries = async (): Promise<string> => {
    const said = once(child.stdout, 'data');
    child.stdin.write('now');
    return String((await said)[0]).trim();
  };
  return { child, tries };
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

test('given many that start at the same moment, and again as the holder dies, then exactly one has it (rule 35)', async () => {
  const dataDir = `${await tempDir()}/made/by/them`;
  let contenders = await Promise.all(Array.from({ length: 4 }, () => contender(dataDir)));
  for (let round = 0; round < 2; round += 1) {
    const answers = await Promise.all(contenders.map(({ tries }) => tries()));
    expect(answers.toSorted()).toEqual([...Array(answers.length - 1).fill('DATA_DIR_LOCKED'), 'held']);
    const winner = contenders[answers.indexOf('held')];
    winner?.child.kill('SIGKILL');
    if (winner !== undefined) await once(winner.child, 'exit');
    contenders = contenders.filter((each) => each !== winner);
  }
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
