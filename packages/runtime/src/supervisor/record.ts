import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '@plumbline/lifecycle';
import { writePrivateFile } from './private-file.ts';

/** What is kept of a process so that a later run can find it, be sure that it is the one, and speak to it. */
export interface ProcessRecord {
  readonly name: string;
  /** Marks one life of it: `<owner>/<name>/<random>`, the value of PLUMBLINE_OWNER in all that it starts. */
  readonly life: string;
  readonly pid: number;
  /** As the process table tells it; with pid and boot it names one life. */
  readonly startTime: string;
  readonly boot: string;
  readonly port: number;
  readonly password: string;
  readonly note: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly logFile: string;
  readonly startedAt: Millis;
  /** It has said that it is ready. One that has not is of no use to a later run. */
  readonly ready: boolean;
}

/** Records in `<dataDir>/processes`, one file a name, mode 0600: they hold passwords. */
export interface RecordFiles {
  /** `damaged`: there is a file, but it is no record. */
  read(name: string): ProcessRecord | 'damaged' | null;
  /** Whole or not at all. */
  write(record: ProcessRecord): void;
  remove(name: string): void;
  names(): readonly string[];
}

/** Names become file names, and parts of marks. */
export const processName = /^[a-z][a-z0-9-]{0,40}$/;

export function createRecordFiles(dataDir: string): RecordFiles {
  const folder = join(dataDir, 'processes');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: string): string => join(folder, `${name}.json`);
  return {
    read(name) {
      let text: string;
      try {
        text = readFileSync(file(name), 'utf8');
      } catch {
        return null;
      }
      return parseRecord(text, name) ?? 'damaged';
    },
    write(record) {
      writePrivateFile(file(record.name), `${JSON.stringify(record, null, 2)}\n`);
    },
    remove: (name) => rmSync(file(name), { force: true }),
    names: () =>
      readdirSync(folder)
        .filter((each) => each.endsWith('.json'))
        .map((each) => each.slice(0, -'.json'.length))
        .filter((name) => processName.test(name)),
  };
}

function parseRecord(text: string, name: string): ProcessRecord | null {
  let value: Partial<Record<keyof ProcessRecord, unknown>>;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const texts = [value.life, value.startTime, value.boot, value.password, value.logFile];
  const numbers = [value.pid, value.port, value.startedAt];
  const whole =
    value.name === name &&
    texts.every((each) => typeof each === 'string') &&
    numbers.every((each) => Number.isSafeInteger(each)) &&
    typeof value.note === 'object' &&
    value.note !== null &&
    typeof value.ready === 'boolean';
  return whole ? (value as ProcessRecord) : null;
}
