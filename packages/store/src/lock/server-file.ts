import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** `server.json` in the data directory: who runs here. For messages and tests; the lock itself is not in it. */
export interface ServerFile {
  readonly pid: number;
  /** When the process started; with the pid it names one process. */
  readonly startTime: number;
  /** Empty until the server listens. */
  readonly url: string;
  readonly version: string;
  readonly since: number;
}

export function serverFileOf(server: { readonly url?: string; readonly version?: string }): ServerFile {
  const since = Date.now();
  const startTime = Math.round(since - process.uptime() * 1000);
  return { pid: process.pid, startTime, url: server.url ?? '', version: server.version ?? '', since };
}

/** In one step: a reader sees the old file or the new one. */
export async function writeServerFile(dataDir: string, content: ServerFile): Promise<void> {
  const next = path.join(dataDir, `server.json.${process.pid}`);
  await writeFile(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(next, 0o600);
  await rename(next, path.join(dataDir, 'server.json'));
}

export async function readServerFile(dataDir: string): Promise<ServerFile | null> {
  try {
    const content: unknown = JSON.parse(await readFile(path.join(dataDir, 'server.json'), 'utf8'));
    return content !== null && typeof content === 'object' && 'pid' in content ? (content as ServerFile) : null;
  } catch {
    return null;
  }
}

export async function removeServerFile(dataDir: string): Promise<void> {
  await rm(path.join(dataDir, 'server.json'), { force: true });
}
