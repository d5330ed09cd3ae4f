import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Plumbline keeps of an agent's process: where it listens, and what opens it. */
export interface ProcessRecord {
  readonly pid: number;
  readonly port: number;
  readonly password: string;
}

/** Of the process with this name that runs on the data directory; null: none does. */
export function runningProcess(dataDir: string, name: string): ProcessRecord | null {
  const file = join(dataDir, 'processes', `${name}.json`);
  if (!existsSync(file)) return null;
  const record: ProcessRecord = JSON.parse(readFileSync(file, 'utf8'));
  return isAlive(record.pid) ? record : null;
}

export function isAlive(pid: number): boolean {
  try {
    // A killed command may stay as a zombie until its parent has read its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
