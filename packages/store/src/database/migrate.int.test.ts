import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { codeOf, created, Story } from '../../test/story.ts';
import { atEnd, migrations, otherClient, tempDir, tempStore } from '../../test/temp-store.ts';

/** This program's migrations and one more, as a later version would bring it. */
async function laterMigrations(): Promise<string> {
  const folder = path.join(await tempDir(), 'migrations');
  await cp(migrations, folder, { recursive: true });
  const journalFile = path.join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(journalFile, 'utf8'));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_later' });
  await writeFile(journalFile, JSON.stringify(journal));
  await writeFile(path.join(folder, '9999_later.sql'), 'ALTER TABLE `threads` ADD `later` text;');
  return folder;
}

test('an older database is copied, then migrated; what it held is there', async () => {
  const { store, dataDir } = await tempStore();
  const story = new Story(store);
  await story.add(created);
  const { logEpoch } = store;
  await store.close();

  const later = (await tempStore({ dataDir, migrations: await laterMigrations() })).store;
  expect(later.logEpoch).toBe(logEpoch);
  expect((await later.loadThread(story.threadId))?.state).toEqual(story.live);
  const [copy, ...others] = await readdir(path.join(dataDir, 'backups'));
  expect(others).toEqual([]);
  const client = createClient({ url: pathToFileURL(path.join(dataDir, 'backups', copy ?? '')).href });
  atEnd(() => client.close());
  expect((await client.execute('SELECT count(*) AS n FROM events')).rows[0]).toMatchObject({ n: 1 });
  await expect(client.execute('SELECT later FROM threads')).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
});

test('a database of this version is not copied', async () => {
  const { store, dataDir } = await tempStore();
  await store.close();
  await tempStore({ dataDir });
  await expect(readdir(path.join(dataDir, 'backups'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a database with a newer schema is refused, and left as it is', async () => {
  const { store, dataDir } = await tempStore({ migrations: await laterMigrations() });
  await new Story(store).add(created);
  await store.close();
  expect(await codeOf(tempStore({ dataDir }))).toBe('DATABASE_NEWER');
  expect((await otherClient(dataDir).execute('SELECT count(*) AS n FROM events')).rows[0]).toMatchObject({ n: 1 });
});

test('a database with a newer format is refused', async () => {
  const { store, dataDir } = await tempStore();
  await store.close();
  await otherClient(dataDir).execute("UPDATE meta SET value = '99' WHERE key = 'format'");
  expect(await codeOf(tempStore({ dataDir }))).toBe('DATABASE_NEWER');
});

test('a file that is no database is refused as damaged', async () => {
  const dataDir = await tempDir();
  await writeFile(path.join(dataDir, 'plumbline.db'), 'not a database, '.repeat(100));
  expect(await codeOf(tempStore({ dataDir }))).toBe('CORRUPT');
});
