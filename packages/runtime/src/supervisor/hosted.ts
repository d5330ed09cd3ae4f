import { type HostedProcess, ProviderFault } from '@plumbline/providers';
import { settlesWithin } from '../clock/deadline.ts';
import { type KillResult, killAll } from './kill.ts';
import type { Life } from './life.ts';
import { descendantsOf, ourselves, type ProcessEntry, type ProcessTable } from './process-table.ts';
import { survivorsOf } from './survivors.ts';
import { workingIn } from './working-in.ts';

/** From SIGTERM to SIGKILL for commands and leftovers. */
const commandGraceMs = 300;
/** For a process to be gone after SIGKILL, and for all its leftovers. */
const confirmMs = 3_000;

/** The process as a provider sees it. `onEnded` runs once when nothing of it runs any more, whoever ended it. */
export function hostLife(table: ProcessTable, life: Life, onEnded: () => void): HostedProcess {
  const { record } = life;
  let ending: Promise<void> | null = null;
  const end = (graceMs: number): Promise<void> => {
    // Who wants it dead at once does not wait for a polite end under way.
    if (ending !== null && graceMs === 0) void life.signal('SIGKILL');
    ending ??= endLife(table, life, graceMs).then(onEnded, (failure) => {
      // May be tried again.
      ending = null;
      throw failure;
    });
    return ending;
  };
  return {
    name: record.name,
    pid: record.pid,
    incarnation: `${record.boot}:${record.pid}:${record.startTime}`,
    port: record.port,
    password: record.password,
    note: record.note,
    logFile: record.logFile,
    adopted: life.adopted,
    isAlive: life.isAlive,
    exited: life.exited,
    killChildren: async (match = {}) => (await killCommands(table, life, match.directory)).killed,
    survivors: survivorsOf(table, record),
    end,
  };
}

/**
 * What the commands of the process left running. Members of the server's own group are its parts (language servers, tool
 * servers) and stay: an agent gives each command a group or session of its own.
 */
async function killCommands(table: ProcessTable, life: Life, directory: string | undefined): Promise<KillResult> {
  const select = async (): Promise<readonly ProcessEntry[]> => {
    const entries = await table.all();
    const server = entries.find((entry) => entry.pid === life.record.pid);
    const commands = belongingTo(entries, life).filter((entry) => entry.pid !== life.record.pid && entry.group !== server?.group);
    return directory === undefined ? commands : workingIn(table, commands, directory);
  };
  return killAll(table, select, { graceMs: commandGraceMs, deadlineMs: confirmMs, spareGroups: new Set([life.record.pid]) });
}

/** Its descendants and all that carries its mark, but never us. */
function belongingTo(entries: readonly ProcessEntry[], life: Life): ProcessEntry[] {
  const us = ourselves(entries);
  const below = new Set(life.isAlive() ? descendantsOf(entries, life.record.pid).map((entry) => entry.pid) : []);
  return entries.filter((entry) => !us.has(entry.pid) && (below.has(entry.pid) || entry.owner === life.record.life));
}

async function endLife(table: ProcessTable, life: Life, graceMs: number): Promise<void> {
  // Remembered before it ends: afterwards those without a mark cannot be told from others any more.
  const tree = new Set(belongingTo(await table.all(), life).map(keyOf));
  if (graceMs > 0 && (await life.signal('SIGTERM'))) await settlesWithin(graceMs, life.exited);
  await life.signal('SIGKILL');
  const left = await killLeftovers(table, life, tree, graceMs > 0 ? commandGraceMs : 0);
  await settlesWithin(confirmMs, life.exited);
  if (left.left.length === 0) return;
  const pids = left.left.map((entry) => entry.pid).join(', ');
  throw new ProviderFault('STOP_DEADLINE', `Processes of ${life.record.name} do not end: ${pids}.`, { retryable: true });
}

/** Kills what a life left behind, itself included if need be. `tree`: keys of its descendants when it still lived. */
export async function killLeftovers(
  table: ProcessTable,
  life: Pick<Life, 'record'>,
  tree: ReadonlySet<string> = new Set(),
  graceMs: number = commandGraceMs,
): Promise<KillResult> {
  const select = async (): Promise<readonly ProcessEntry[]> => {
    const entries = await table.all();
    const us = ourselves(entries);
    return entries.filter((entry) => !us.has(entry.pid) && (entry.owner === life.record.life || tree.has(keyOf(entry))));
  };
  return killAll(table, select, { graceMs, deadlineMs: confirmMs });
}

function keyOf(entry: ProcessEntry): string {
  return `${entry.pid}:${entry.startTime}`;
}
