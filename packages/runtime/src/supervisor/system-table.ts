import { platform } from 'node:os';
import { createProcTable } from './proc-table.ts';
import type { ProcessTable } from './process-table.ts';
import { createPsTable } from './ps-table.ts';

/** Linux is tested; elsewhere `ps` and `lsof` do as well as they can. */
export function createProcessTable(): ProcessTable {
  return platform() === 'linux' ? createProcTable() : createPsTable();
}
