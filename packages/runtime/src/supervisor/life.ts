import type { ChildProcess } from 'node:child_process';
import { signal } from './kill.ts';
import { isSameLife, type ProcessTable } from './process-table.ts';
import type { ProcessRecord, RecordFiles } from './record.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One life of a process that we started or took up: whether it lives, and when it ended. */
export interface Life {
  readonly record: ProcessRecord;
  readonly adopted: boolean;
  isAlive(): boolean;
  readonly exited: Promise<Exit>;
  /** Signals its group; false when it is gone. */
  signal(name: NodeJS.Signals): Promise<boolean>;
}

/** An adopted process is no child of ours: nothing tells us of its end, so it is looked at this often. */
const watchMs = 500;

export function lifeOfChild(table: ProcessTable, record: ProcessRecord, exited: Promise<Exit>): Life {
  let alive = true;
  exited.then(() => {
    alive = false;
  });
  return { record, adopted: false, isAlive: () => alive, exited, signal: (name) => signal(table, record, name) };
}

export function lifeOfAdopted(table: ProcessTable, record: ProcessRecord): Life {
  let alive = true;
  const exited = new Promise<Exit>((resolve) => {
    const look = async (): Promise<void> => {
      const entry = await table.find(record.pid);
      if (entry !== null && isSameLife(entry, record)) {
        setTimeout(look, watchMs).unref();
        return;
      }
      alive = false;
      // How it ended is known to its parent only.
      resolve({ code: null, signal: null });
    };
    setTimeout(look, watchMs).unref();
  });
  return { record, adopted: true, isAlive: () => alive && exists(record.pid), exited, signal: (name) => signal(table, record, name) };
}

/** Sooner than the next look; a pid in use proves nothing, an unused one does. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Resolves with the end of a child, also of one that could not be started at all. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, name) => resolve({ code, signal: name }));
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}

/** What a later run may do with a recorded process. */
export type Verdict =
  /** It lives and is the one that was recorded. */
  | { readonly kind: 'living' }
  /** It lives, but never became ready: of no use. */
  | { readonly kind: 'unready' }
  /** It has ended; its pid, if taken, is another process's. */
  | { readonly kind: 'ended' }
  /** It cannot be told, so it is left alone. */
  | { readonly kind: 'unverifiable'; readonly reason: string };

/** Pid, start time and boot together (rule 35), and the mark where it can be read. */
export async function verify(table: ProcessTable, record: ProcessRecord, owner: string): Promise<Verdict> {
  const boot = await table.bootId();
  if (boot === '' || record.boot === '') return { kind: 'unverifiable', reason: 'the boot cannot be told' };
  if (boot !== record.boot) return { kind: 'ended' };
  const entry = await table.find(record.pid);
  if (entry === null) return { kind: 'ended' };
  if (entry.startTime === '' || record.startTime === '') return { kind: 'unverifiable', reason: 'its start time cannot be read' };
  if (!isSameLife(entry, record)) return { kind: 'ended' };
  if (!record.life.startsWith(`${owner}/`)) return { kind: 'unverifiable', reason: 'its record was made for another data directory' };
  if (entry.owner !== null && entry.owner !== record.life) return { kind: 'unverifiable', reason: 'it carries another mark' };
  return { kind: record.ready ? 'living' : 'unready' };
}

/** Removes the record of this life, unless the name has a newer one. */
export function forget(records: RecordFiles, record: ProcessRecord): void {
  const current = records.read(record.name);
  if (current !== null && (current === 'damaged' || current.life === record.life)) records.remove(record.name);
}
