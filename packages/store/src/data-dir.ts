import { chmod, mkdir, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Env = Readonly<Record<string, string | undefined>>;

/** Where Plumbline keeps what it must not lose: PLUMBLINE_DATA_DIR, else `plumbline` in the user's state directory. Absolute. */
export function dataDirFrom(env: Env): string {
  if (env.PLUMBLINE_DATA_DIR) return path.resolve(env.PLUMBLINE_DATA_DIR);
  const state = env.XDG_STATE_HOME;
  const base = state && path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state');
  return path.join(base, 'plumbline');
}

/** PLUMBLINE_DATABASE_URL, else a file in the data directory. */
export function databaseUrlFrom(env: Env, dataDir: string): string {
  return env.PLUMBLINE_DATABASE_URL || pathToFileURL(path.join(dataDir, 'plumbline.db')).href;
}

/** Makes the directory if it is missing; nobody but its owner may enter. */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
}

/** Makes the database's file readable for its owner only; what SQLite puts beside it takes over these rights. */
export async function makePrivateFile(url: string): Promise<void> {
  if (!url.startsWith('file:')) return;
  const file = fileURLToPath(url);
  await (await open(file, 'a', 0o600)).close();
  await chmod(file, 0o600);
}
