import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Survivor, Survivors } from '../src/contract.ts';

/** Marks what a server of a test starts. */
export const markVariable = 'PROVIDERS_TEST_MARK';

interface Entry extends Survivor {
  readonly parent: number;
  readonly directory: string;
}

/** The least that a list of survivors must be: marked, not below the server, topmost. */
export function markedSurvivors(server: number, mark: string): Survivors {
  const living = ({ pid, startTime }: { pid: number; startTime: string }) =>
    marked(mark).find((entry) => entry.pid === pid && entry.startTime === startTime);
  return {
    list: async (directory) => {
      const entries = marked(mark);
      const pids = new Set(entries.map(({ pid }) => pid));
      const isTop = ({ pid, parent }: Entry) => pid !== server && !pids.has(parent);
      return entries.filter((entry) => isTop(entry) && entry.directory.startsWith(directory));
    },
    isRunning: async (survivor) => living(survivor) !== undefined,
    end: async (survivor, force) => {
      const found = living(survivor);
      if (found) process.kill(found.pid, force ? 'SIGKILL' : 'SIGTERM');
      return found !== undefined;
    },
  };
}

export function killMarked(mark: string): void {
  for (const { pid } of marked(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}

function marked(mark: string): Entry[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const read = (file: string) => readFileSync(`/proc/${name}/${file}`, 'utf8');
      if (!read('environ').split('\0').includes(`${markVariable}=${mark}`)) return [];
      const stat = read('stat');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = read('cmdline').replaceAll('\0', ' ').trim();
      const entry = { pid: Number(name), parent: Number(fields[1]), startTime: fields[19] ?? '', command };
      return fields[0] === 'Z' ? [] : [{ ...entry, directory: readlinkSync(`/proc/${name}/cwd`) }];
    } catch {
      return []; // It ended meanwhile, or is another user's.
    }
  });
}
