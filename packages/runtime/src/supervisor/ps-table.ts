import { execFile } from 'node:child_process';
import { ownerVariable, type ProcessEntry, type ProcessTable } from './process-table.ts';

const toolDeadlineMs = 2_000;
const maxOutputBytes = 16 * 1024 * 1024;

/**
 * Where there is no /proc (macOS, best effort): `ps` for the table and the environment, `lsof` for working directories,
 * `sysctl` for the boot. Start times have a resolution of one second there.
 */
export function createPsTable(): ProcessTable {
  return {
    async bootId() {
      return (await run('sysctl', ['-n', 'kern.boottime'])).trim();
    },
    async find(pid) {
      return parseTable(await run('ps', ['-ww', '-E', '-p', String(pid), ...columns]))[0] ?? null;
    },
    async all() {
      return parseTable(await run('ps', ['-axww', '-E', ...columns]));
    },
    async workingDirectory(pid) {
      const answer = await run('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn']);
      return answer.match(/^n(.+)$/m)?.[1] ?? null;
    },
    async commandLine(pid) {
      return (await run('ps', ['-ww', '-p', String(pid), '-o', 'command='])).trim();
    },
  };
}

const columns = ['-o', 'pid=,ppid=,pgid=,stat=,lstart=,command='] as const;
/** `  501     1   501 S    Sun Nov 22 08:00:00 2026     /bin/sh -c … NAME=value` */
const row = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s(.*)$/;
const markerInCommand = new RegExp(`\\s${ownerVariable}=(\\S+)`);

export function parseTable(output: string): ProcessEntry[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, startTime, command] = row.exec(line) ?? [];
    if (pid === undefined || startTime === undefined || command === undefined || state?.startsWith('Z')) return [];
    const owner = markerInCommand.exec(command)?.[1] ?? null;
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), startTime: startTime.replace(/\s+/g, ' '), owner }];
  });
}

/** Empty on any failure: what cannot be told is unknown. */
function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    execFile(command, [...args], { env, timeout: toolDeadlineMs, maxBuffer: maxOutputBytes }, (_error, stdout) => resolve(stdout));
  });
}
