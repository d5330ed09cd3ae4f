import { pause } from '../clock/deadline.ts';
import { isSameLife, type ProcessEntry, type ProcessTable } from './process-table.ts';

export interface KillOptions {
  /** Between SIGTERM and SIGKILL, for each process from when it is first seen. 0: SIGKILL at once. */
  readonly graceMs: number;
  /** In all. In its second half nothing new gets a grace any more. */
  readonly deadlineMs: number;
  /** Groups that hold something which must live: their members are killed one by one. Our own group is always spared. */
  readonly spareGroups?: ReadonlySet<number>;
}

export interface KillResult {
  /** How many processes were found and are dead. */
  readonly killed: number;
  /** What still ran at the deadline. */
  readonly left: readonly ProcessEntry[];
}

const pollMs = 20;
const slowestPollMs = 100;
/** A process that is just being started shows no environment for a moment; one clean look is not enough. */
const cleanLooks = 2;

/**
 * Kills whatever `select` finds, and again what it finds then, until it has found nothing twice: a process may start others
 * while it is killed.
 */
export async function killAll(
  table: ProcessTable,
  select: () => Promise<readonly ProcessEntry[]>,
  options: KillOptions,
): Promise<KillResult> {
  const firstSeen = new Map<string, number>();
  const from = performance.now();
  for (let clean = 0, wait = pollMs; ; wait = Math.min(wait * 1.3, slowestPollMs)) {
    const found = await select();
    const elapsed = performance.now() - from;
    clean = found.length === 0 ? clean + 1 : 0;
    if (clean >= cleanLooks) return { killed: firstSeen.size, left: [] };
    if (elapsed > options.deadlineMs) return { killed: firstSeen.size - found.length, left: found };
    for (const entry of found) {
      const key = `${entry.pid}:${entry.startTime}`;
      const seen = firstSeen.get(key);
      if (seen === undefined) firstSeen.set(key, elapsed);
      const patient = elapsed - (seen ?? elapsed) < options.graceMs && elapsed < options.deadlineMs / 2;
      if (!patient) await signal(table, entry, 'SIGKILL', options.spareGroups);
      else if (seen === undefined) await signal(table, entry, 'SIGTERM', options.spareGroups);
    }
    await pause(wait);
  }
}

/**
 * Signals the group of a process, or the process alone where its group must be spared. It is looked up right before, so
 * that a pid which another process has got meanwhile is never hit. False: it is gone, or not ours to signal.
 */
export async function signal(
  table: ProcessTable,
  target: Pick<ProcessEntry, 'pid' | 'startTime'>,
  name: NodeJS.Signals,
  spareGroups: ReadonlySet<number> = new Set(),
): Promise<boolean> {
  const now = await table.find(target.pid);
  if (now === null || !isSameLife(now, target)) return false;
  const group = now.group > 1 && !spareGroups.has(now.group) && now.group !== (await ownGroup(table));
  try {
    process.kill(group ? -now.group : now.pid, name);
    return true;
  } catch {
    return false;
  }
}

let ownGroupKnown: Promise<number> | undefined;
/** A process does not leave its group unasked; looked up once. */
function ownGroup(table: ProcessTable): Promise<number> {
  ownGroupKnown ??= table.find(process.pid).then((entry) => entry?.group ?? process.pid);
  return ownGroupKnown;
}
