import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import { afterEach } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../src/index.ts';

export const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

const ends: (() => Promise<unknown> | unknown)[] = [];

/** What is to be undone after the test, newest first. */
export function atEnd(end: () => Promise<unknown> | unknown): void {
  ends.push(end);
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'plumbline-store-'));
  await chmod(dir, 0o700);
  atEnd(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export function urlIn(dataDir: string): string {
  return pathToFileURL(path.join(dataDir, 'plumbline.db')).href;
}

/** A store on a file of its own. */
export async function tempStore(options: Partial<StoreOptions> = {}): Promise<{ readonly store: Store; readonly dataDir: string }> {
  const dataDir = options.dataDir ?? (await tempDir());
  const store = await openStore({ url: urlIn(dataDir), dataDir, migrations, ...options });
  atEnd(() => store.close());
  return { store, dataDir };
}

/** Another program on the same file. */
export function otherClient(dataDir: string): Client {
  const client = createClient({ url: urlIn(dataDir), concurrency: 1 });
  atEnd(() => client.close());
  return client;
}
