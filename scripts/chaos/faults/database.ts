import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import Libsql from 'libsql';

/** Holds the write lock of a database from another connection, for so many ms. Resolves when it is given back. */
export async function holdLock(file: string, forMs: number): Promise<boolean> {
  if (!existsSync(file)) return false;
  const other = new Libsql(file, { timeout: 1_000 } as Libsql.Options);
  try {
    other.exec('BEGIN IMMEDIATE');
    await new Promise((done) => setTimeout(done, forMs));
    other.exec('ROLLBACK');
    return true;
  } catch {
    return false; // It was busy or being made; nothing was held.
  } finally {
    other.close();
  }
}

/**
 * No file of the process can grow any more: writes fail with EFBIG, half-written if they must, and SQLite says IOERR (RLIMIT_FSIZE;
 * Node ignores the signal that comes with it). `null` gives it back. False: there is no such process, or no `prlimit`.
 */
export function limitFiles(pid: number, bytes: number | null): boolean {
  return spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:`], { stdio: 'ignore' }).status === 0;
}
