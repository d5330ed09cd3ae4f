import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../supervisor/private-file.ts';

/** Who serves this data directory, for messages and tests. Not the lock: that is the database's. */
export interface ServerFile {
  readonly pid: number;
  /** Ms since 1970. */
  readonly startTime: number;
  readonly url: string;
  readonly version: string;
  /** Ms since 1970: when it was ready. */
  readonly since: number;
}

export function writeServerFile(dataDir: string, server: ServerFile): void {
  writePrivateFile(fileOf(dataDir), `${JSON.stringify(server)}\n`);
}

export function removeServerFile(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'server.json');
}
