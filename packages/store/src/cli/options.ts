import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { StoreFault } from '../contract.ts';
import { databaseUrlFrom, dataDirFrom } from '../data-dir.ts';
import { Database } from '../database/database.ts';
import { requireCurrentSchema } from '../database/migrate.ts';

/** The database that a tool is to look at: `--data-dir`, else what the environment names. */
export function databaseNamed(args: readonly string[]): { readonly dataDir: string; readonly url: string } {
  const { values } = parseArgs({ args: [...args], options: { 'data-dir': { type: 'string' } } });
  const dataDir = values['data-dir'] === undefined ? dataDirFrom(process.env) : path.resolve(values['data-dir']);
  return { dataDir, url: databaseUrlFrom(process.env, dataDir) };
}

/** Opens a database that is there, and of this program's schema. Changes nothing. */
export async function openExisting(url: string): Promise<Database> {
  if (url.startsWith('file:') && !(await isFile(fileURLToPath(url))))
    throw new StoreFault('STORAGE_UNAVAILABLE', `There is no database at ${url}.`);
  const database = await Database.open({ url });
  try {
    await requireCurrentSchema(database, fileURLToPath(new URL('../../migrations', import.meta.url)));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs a tool: its exit code is 0, 1 (it found something) or 2 (it could not do its work). */
export async function runTool(tool: () => Promise<0 | 1>): Promise<void> {
  try {
    process.exitCode = await tool();
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 2;
  }
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
