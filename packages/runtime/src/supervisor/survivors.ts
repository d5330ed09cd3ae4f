import type { Survivor, Survivors } from '@plumbline/providers';
import { killAll, signal } from './kill.ts';
import { descendantsOf, isSameLife, ourselves, type ProcessEntry, type ProcessTable } from './process-table.ts';
import type { ProcessRecord } from './record.ts';
import { workingIn } from './working-in.ts';

type Left = Pick<ProcessRecord, 'pid' | 'life'>;

/** In UTF-16 units. */
const commandLimit = 200;
/** For a tree to be gone after SIGKILL, in ms. */
const forceMs = 3_000;

/** What the commands of a process left running: found, watched and ended one by one. */
export function survivorsOf(table: ProcessTable, record: Left): Survivors {
  return {
    list: async (directory) => {
      const left = leftBehind(await table.all(), record);
      const found = topmost(await workingIn(table, left, directory)).sort((a, b) => a.pid - b.pid);
      return Promise.all(found.map((entry) => described(table, entry)));
    },
    isRunning: async (survivor) => {
      const now = await table.find(survivor.pid);
      return now !== null && isSameLife(now, survivor);
    },
    end: async (survivor, force) => {
      const entries = await table.all();
      const top = leftBehind(entries, record).find((entry) => isSameLife(entry, survivor));
      if (top === undefined) return false;
      if (force) await killTree(table, top);
      else for (const entry of treeOf(entries, top)) await signal(table, entry, 'SIGTERM', new Set([entry.group]));
      return true;
    },
  };
}

/**
 * Those with the mark that are below the process no more: their shell has ended. What still is below it is a command under way or
 * one of its own parts (a language server, a tool server, an installation), and no survivor; nor are members of its own group.
 */
export function leftBehind(entries: readonly ProcessEntry[], { pid, life }: Left): ProcessEntry[] {
  const spared = new Set(ourselves(entries));
  for (const entry of [{ pid }, ...descendantsOf(entries, pid)]) spared.add(entry.pid);
  return entries.filter((entry) => entry.owner === life && entry.group !== pid && !spared.has(entry.pid));
}

/** Of each tree the process that started the rest. */
export function topmost(entries: readonly ProcessEntry[]): ProcessEntry[] {
  const pids = new Set(entries.map(({ pid }) => pid));
  return entries.filter((entry) => !pids.has(entry.parent));
}

function treeOf(entries: readonly ProcessEntry[], top: ProcessEntry): ProcessEntry[] {
  const us = ourselves(entries);
  return [top, ...descendantsOf(entries, top.pid)].filter((entry) => !us.has(entry.pid));
}

/** Process by process: another task may be in the same group. */
async function killTree(table: ProcessTable, top: ProcessEntry): Promise<void> {
  // Remembered: once its parent is dead, a process of the tree cannot be told from others.
  const tree: ProcessEntry[] = [top];
  const groups = new Set<number>();
  const select = async (): Promise<readonly ProcessEntry[]> => {
    const entries = await table.all();
    const living = entries.filter((entry) => tree.some((known) => isSameLife(entry, known)));
    const found = new Map(living.flatMap((entry) => treeOf(entries, entry)).map((entry) => [entry.pid, entry]));
    for (const entry of found.values()) {
      groups.add(entry.group);
      if (!tree.some((known) => isSameLife(known, entry))) tree.push(entry);
    }
    return [...found.values()];
  };
  await killAll(table, select, { graceMs: 0, deadlineMs: forceMs, spareGroups: groups });
}

async function described(table: ProcessTable, { pid, startTime }: ProcessEntry): Promise<Survivor> {
  const command = (await table.commandLine(pid)).replace(/\s+/g, ' ');
  return { pid, startTime, command: command.length > commandLimit ? `${command.slice(0, commandLimit - 1)}…` : command };
}
