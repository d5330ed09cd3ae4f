import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { descendantsOf, type ProcessEntry, type ProcessTable } from './process-table.ts';

/** Those whose working directory is inside, and what they started: a command may go elsewhere after its start. */
export async function workingIn(table: ProcessTable, commands: readonly ProcessEntry[], directory: string): Promise<ProcessEntry[]> {
  const within = await realpath(directory).catch(() => directory);
  const found = new Map<number, ProcessEntry>();
  for (const command of commands) {
    const at = await table.workingDirectory(command.pid);
    if (at !== within && !at?.startsWith(within + sep)) continue;
    for (const entry of [command, ...descendantsOf(commands, command.pid)]) found.set(entry.pid, entry);
  }
  return [...found.values()];
}
