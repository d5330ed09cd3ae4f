import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { StoreFault } from '../contract.ts';
import { makeDataDir, makePrivateFile } from '../data-dir.ts';
import { readServerFile, removeServerFile, type ServerFile, serverFileOf, writeServerFile } from './server-file.ts';

/** One server for a data directory (rule 35). The system releases it when the process ends, however it ends. */
export interface Lock {
  readonly dataDir: string;
  /** Says in `server.json` where the server can be reached, once that is known. */
  announce(server: { readonly url: string; readonly version: string }): Promise<void>;
  /** Idempotent. */
  release(): Promise<void>;
}

/** A handle that is collected would give the lock away, and a bundle may load this module twice: so they lie here. */
const kept = globalThis as typeof globalThis & { plumblineLocks?: Map<string, Database.Database> };
kept.plumblineLocks ??= new Map();

/** A server that just ended may hold its lock a moment longer; in ms. */
const patience = 150;
const pause = 30;

/**
 * Takes the lock of the data directory, made if it is missing. Refuses within 0.2 s with DATA_DIR_LOCKED, whose message
 * names the holder. `server`: written to `server.json`, as far as it is known already.
 */
export async function lockDataDir(dataDir: string, server: { readonly url?: string; readonly version?: string } = {}): Promise<Lock> {
  await makeDataDir(dataDir);
  const place = await realpath(dataDir);
  const file = path.join(place, 'lock.db');
  await makePrivateFile(pathToFileURL(file).href);
  const handle = await takeWithin(file, patience);
  if (!handle) throw new StoreFault('DATA_DIR_LOCKED', lockedMessage(place, await readServerFile(place)));
  kept.plumblineLocks?.set(place, handle);
  const own = serverFileOf(server);
  await writeServerFile(place, own);
  let held = true;
  return {
    dataDir: place,
    announce: async (found) => {
      if (held) await writeServerFile(place, { ...own, ...found });
    },
    release: async () => {
      if (!held) return;
      held = false;
      await removeServerFile(place);
      kept.plumblineLocks?.delete(place);
      handle.close();
    },
  };
}

async function takeWithin(file: string, ms: number): Promise<Database.Database | null> {
  const until = performance.now() + ms;
  for (;;) {
    const handle = take(file);
    if (handle || performance.now() + pause > until) return handle;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Exclusive mode keeps the lock of one write until the handle is closed or the process ends. */
function take(file: string): Database.Database | null {
  const handle = new Database(file);
  try {
    handle.exec('PRAGMA locking_mode = EXCLUSIVE');
    handle.exec('CREATE TABLE IF NOT EXISTS held (one INTEGER PRIMARY KEY, pid INTEGER NOT NULL)');
    handle.exec(`INSERT INTO held (one, pid) VALUES (1, ${process.pid}) ON CONFLICT DO UPDATE SET pid = excluded.pid`);
    return handle;
  } catch (error) {
    handle.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw new StoreFault('STORAGE_UNAVAILABLE', `The lock of the data directory cannot be taken: ${file}`, { cause: error });
  }
}

function lockedMessage(dataDir: string, holder: ServerFile | null): string {
  const who = holder ? `process ${holder.pid}${holder.url ? ` at ${holder.url}` : ''}` : 'another process';
  return `The data directory ${dataDir} is in use by ${who}.`;
}
