import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { ownerVariable, type ProcessEntry, type ProcessTable } from './process-table.ts';

/** Processes read before other work gets its turn: /proc answers at once, but there may be thousands. */
const readAtOnce = 64;
const marker = `${ownerVariable}=`;

/** Linux: /proc. Reads are synchronous, since it lies in memory. */
export function createProcTable(): ProcessTable {
  return {
    async bootId() {
      return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
    },
    async find(pid) {
      return readEntry(pid);
    },
    async all() {
      const pids = readdirSync('/proc')
        .map(Number)
        .filter((pid) => pid > 0);
      const entries: ProcessEntry[] = [];
      for (const [index, pid] of pids.entries()) {
        if (index % readAtOnce === readAtOnce - 1) await new Promise((resolve) => setImmediate(resolve));
        const entry = readEntry(pid);
        if (entry !== null) entries.push(entry);
      }
      return entries;
    },
    async workingDirectory(pid) {
      try {
        // The kernel appends this to the path of a directory that is gone.
        return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
      } catch {
        return null;
      }
    },
    async commandLine(pid) {
      return (readText(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
    },
  };
}

function readEntry(pid: number): ProcessEntry | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the command in parentheses and may itself hold both; after the last one stand fields 3 and up.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const startTime = fields[22 - 3];
  if (state === undefined || parent === undefined || group === undefined || startTime === undefined) return null;
  if (state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group), startTime, owner: readOwner(pid) };
}

function readOwner(pid: number): string | null {
  const variables = readText(`/proc/${pid}/environ`);
  if (variables === null) return null;
  const from = variables.startsWith(marker) ? 0 : variables.indexOf(`\0${marker}`) + 1;
  if (from === 0 && !variables.startsWith(marker)) return null;
  const end = variables.indexOf('\0', from);
  return variables.slice(from + marker.length, end === -1 ? undefined : end);
}

/** Null: gone, or another user's. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
