import type { Log } from '../log/log.ts';
import { killAll } from './kill.ts';
import { verify } from './life.ts';
import { ourselves, type ProcessEntry, type ProcessTable } from './process-table.ts';
import type { RecordFiles } from './record.ts';

/** What an older run left, and what became of it. */
export interface SweepReport {
  /** Living and verified: `adopt` takes them up, else they end with us. */
  readonly adoptable: readonly { readonly name: string; readonly pid: number; readonly startedAt: number }[];
  /** Orphans that carried our mark and are dead now. */
  readonly killed: number;
  /** Left alone because they could not be verified, or because they did not die. */
  readonly left: readonly { readonly name: string; readonly pid: number; readonly reason: string }[];
  /** Records that could not be read; they were removed. */
  readonly damaged: readonly string[];
}

export interface SweepContext {
  readonly owner: string;
  readonly table: ProcessTable;
  readonly records: RecordFiles;
  readonly log: Log;
}

const graceMs = 300;
const deadlineMs = 3_000;

/** Judges every record, then kills what carries our mark and belongs to none of the living. `ours`: lives of this run. */
export async function sweepLeftovers(context: SweepContext, ours: ReadonlySet<string>): Promise<SweepReport> {
  const { owner, table, records, log } = context;
  const adoptable: SweepReport['adoptable'][number][] = [];
  const left: SweepReport['left'][number][] = [];
  const damaged: string[] = [];
  const spared = new Set<string>();
  for (const name of records.names()) {
    const record = records.read(name);
    if (record === null) continue;
    if (record === 'damaged') {
      damaged.push(name);
      records.remove(name);
      continue;
    }
    if (ours.has(record.life)) continue;
    const verdict = await verify(table, record, owner);
    switch (verdict.kind) {
      case 'living':
        spared.add(record.life);
        adoptable.push({ name, pid: record.pid, startedAt: record.startedAt });
        break;
      case 'unverifiable':
        spared.add(record.life);
        left.push({ name, pid: record.pid, reason: verdict.reason });
        break;
      case 'unready':
      case 'ended':
        records.remove(name);
        break;
      default:
        verdict satisfies never;
    }
  }
  const result = await killMarked(table, owner, (life) => spared.has(life) || ours.has(life));
  for (const entry of result.left) left.push({ name: entry.owner ?? '', pid: entry.pid, reason: 'it did not die' });
  const report = { adoptable, killed: result.killed, left, damaged };
  if (report.killed + left.length + damaged.length > 0) log.warn(report, 'an older run left processes behind');
  return report;
}

/** Kills all that carries a mark of this data directory, whatever life it is of, unless it is spared. Never us. */
export function killMarked(
  table: ProcessTable,
  owner: string,
  isSpared: (life: string) => boolean,
): Promise<{ killed: number; left: readonly ProcessEntry[] }> {
  const select = async (): Promise<readonly ProcessEntry[]> => {
    const entries = await table.all();
    const us = ourselves(entries);
    return entries.filter((entry) => entry.owner?.startsWith(`${owner}/`) && !us.has(entry.pid) && !isSpared(entry.owner));
  };
  return killAll(table, select, { graceMs, deadlineMs });
}
