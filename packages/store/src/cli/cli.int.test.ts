import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Story } from '../../test/story.ts';
import { otherClient, tempDir, tempStore } from '../../test/temp-store.ts';
import { lockDataDir } from '../lock/lock.ts';

async function tool(name: 'verify' | 'rebuild', dataDir: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--data-dir', dataDir], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, PLUMBLINE_DATABASE_URL: '' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

test('verify is clean beside a running server, finds what was changed, and rebuild mends it', async () => {
  const { store, dataDir } = await tempStore();
  const lock = await lockDataDir(dataDir);
  const story = new Story(store, 'a');
  const turnId = await story.run();
  const itemId = await story.stream(turnId, 'live');
  await store.appendText([{ threadId: story.threadId, itemId, offset: 0, text: 'live text' }]);
  expect(await tool('verify', dataDir)).toEqual({ code: 0, said: '1 threads, 4 events, 0 findings\n' });
  expect(await tool('rebuild', dataDir)).toMatchObject({ code: 2, said: expect.stringContaining('DATA_DIR_LOCKED') });
  await store.close();
  await lock.release();

  await otherClient(dataDir).execute("UPDATE turns SET state = 'completed', turn = json_set(turn, '$.state', 'completed')");
  const found = await tool('verify', dataDir);
  expect(found.code).toBe(1);
  expect(found.said).toContain('turns a-t1 differs from the log in state');
  expect(await tool('rebuild', dataDir)).toMatchObject({ code: 0, said: expect.stringContaining('rebuilt 1 threads from 4 events') });
  expect((await readdir(path.join(dataDir, 'backups'))).length).toBe(1);
  expect((await tool('verify', dataDir)).code).toBe(0);
  const again = (await tempStore({ dataDir })).store;
  expect(await again.streamedTexts(story.threadId)).toEqual({ [itemId]: 'live text' });
});

test('verify counts a removed thread by itself, as the server does', async () => {
  const { store, dataDir } = await tempStore();
  await new Story(store, 'a').run();
  const gone = new Story(store, 'b');
  await gone.settle(await gone.run());
  await gone.add({ type: 'thread.removed' });
  expect(await store.size()).toMatchObject({ threads: 1, removed: 1 });
  await store.close();
  expect(await tool('verify', dataDir)).toEqual({
    code: 0,
    said: expect.stringMatching(/^1 threads and 1 removed, \d+ events, 0 findings\n$/),
  });
});

test('verify of a directory without a database says so', async () => {
  expect(await tool('verify', await tempDir())).toMatchObject({ code: 2, said: expect.stringContaining('There is no database') });
});
