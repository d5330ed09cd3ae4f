import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Inside } from '../faults/inside.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let base = '';
let witnessing: ChildProcess | undefined;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'plumbline-inside-'));
});

afterEach(() => {
  witnessing?.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

/** Says what it sees, each time that it is asked: both clocks, and how a page that is written fares on an open connection. */
const witness = `
  import Libsql from 'libsql';
  import { createInterface } from 'node:readline';
  const database = new Libsql(process.argv[1]);
  database.exec('CREATE TABLE pages (page)');
  const write = () => {
    try {
      database.prepare('INSERT INTO pages VALUES (randomblob(20000))').run([]);
      return 'written';
    } catch (error) {
      return error.code;
    }
  };
  createInterface({ input: process.stdin }).on('line', () =>
    console.log(JSON.stringify({ now: Date.now(), made: new Date().getTime(), since: performance.now(), written: write() })));
`;

interface Seen {
  readonly now: number;
  readonly made: number;
  readonly since: number;
  readonly written: string;
}

test('given a process with the faults inside, when they are set, then its wall clock is off and its database full, and both end', async () => {
  const plumbline = { base, nodeArgs: [] as readonly string[], settings: {} };
  const inside = new Inside(plumbline);
  const args = [...plumbline.nodeArgs, '--input-type=module', '-e', witness, join(base, 'test.db')];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...plumbline.settings },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  witnessing = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (): Promise<Seen> => {
    child.stdin.write('\n');
    return JSON.parse((await lines.next()).value as string) as Seen;
  };
  /** The process takes a change over within some ms. */
  const seen = async (holds: (seen: Seen) => boolean): Promise<Seen> => {
    for (let now = await ask(); ; now = await ask()) if (holds(now)) return now;
  };
  const hour = 3_600_000;
  const off = ({ now }: Seen) => Math.round((now - Date.now()) / hour) + 0; // no -0

  const first = await ask();
  expect({ off: off(first), written: first.written }).toEqual({ off: 0, written: 'written' });

  inside.set({ clockOffsetMs: -5 * hour, databaseFull: true });
  const wrong = await seen((now) => off(now) !== 0);
  expect({ off: off(wrong), written: wrong.written }).toEqual({ off: -5, written: 'SQLITE_FULL' });
  expect(wrong.made - wrong.now).toBeLessThan(1_000);
  expect(wrong.since - first.since).toBeGreaterThan(0);

  inside.set({ clockOffsetMs: 0, databaseFull: false });
  const right = await seen((now) => off(now) === 0);
  expect(right.written).toBe('written');

  child.stdin.end();
  expect(await new Promise((done) => child.once('close', done))).toBe(0);
});
