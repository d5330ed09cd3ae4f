import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentEnvironment } from './environment.ts';
import { createFreePorts } from './free-port.ts';
import { boundOutput, lastLines, watchFor } from './output-file.ts';
import { descendantsOf, isSameLife, type ProcessEntry } from './process-table.ts';
import { parseTable } from './ps-table.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-output-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function entry(pid: number, parent: number, startTime = '1'): ProcessEntry {
  return { pid, parent, group: pid, startTime, owner: null };
}

describe('process table', () => {
  it('given a tree, when asked for what is below, then all generations are found, and a circle ends', () => {
    const entries = [entry(2, 1), entry(3, 2), entry(4, 3), entry(5, 1), entry(6, 7), entry(7, 6)];
    expect(descendantsOf(entries, 2).map(({ pid }) => pid)).toEqual([3, 4]);
    expect(descendantsOf(entries, 6).map(({ pid }) => pid)).toEqual([7]);
  });

  it('given the same pid, when the start time differs or is unknown, then it is another life', () => {
    expect(isSameLife(entry(2, 1), entry(2, 1))).toBe(true);
    expect(isSameLife(entry(2, 1), entry(2, 1, '9'))).toBe(false);
    expect(isSameLife(entry(2, 1, ''), entry(2, 1, ''))).toBe(false);
  });

  it('given the output of ps, when read, then zombies are left out and the mark is found', () => {
    const output = [
      '  501     1   501 Ss   Sun Nov 22 08:00:01 2026     /bin/sh -c sleep 3 HOME=/root PLUMBLINE_OWNER=abc/agent/1 LANG=C',
      '  502   501   501 Z    Sun Nov  1 08:00:01 2026     (sleep)',
      '  503   501   501 S+   Sun Nov  1 08:00:01 2026     sleep 3',
    ].join('\n');
    expect(parseTable(output)).toEqual([
      { pid: 501, parent: 1, group: 501, startTime: 'Sun Nov 22 08:00:01 2026', owner: 'abc/agent/1' },
      { pid: 503, parent: 501, group: 501, startTime: 'Sun Nov 1 08:00:01 2026', owner: null },
    ]);
  });
});

describe('output of a process', () => {
  it('given a text that comes in pieces, when watched for, then it is found once it is whole', () => {
    const file = join(folder, 'a.log');
    writeFileSync(file, 'é liste');
    const isThere = watchFor(file, 'é listening');
    expect(isThere()).toBe(false);
    writeFileSync(file, 'ning on', { flag: 'a' });
    expect(isThere()).toBe(true);
  });

  it('given a log that grew too large, when bounded, then it is empty and its end is kept beside it', () => {
    const file = join(folder, 'a.log');
    writeFileSync(file, `${'x'.repeat(17 * 1024 * 1024)}end`);
    boundOutput(file);
    expect(statSync(file).size).toBe(0);
    expect(statSync(join(folder, 'a.1.log')).size).toBe(4 * 1024 * 1024);
    expect(readFileSync(join(folder, 'a.1.log'), 'utf8').endsWith('xend')).toBe(true);
  });

  it('given a long log, when its last words are asked for, then they are bounded', () => {
    const file = join(folder, 'a.log');
    writeFileSync(file, `${'y'.repeat(10_000)}\nfatal\n`);
    expect(lastLines(file, 20)).toMatch(/^y+\nfatal$/);
    expect(lastLines(file, 20)).toHaveLength(20);
    expect(lastLines(join(folder, 'none.log'), 20)).toBe('');
  });
});

describe('environment of an agent', () => {
  it('given variables of ours, when an agent starts, then only the mark is left of them and the user keeps his', () => {
    const user = { PATH: '/bin', PLUMBLINE_TOKEN: 'x', __NEXT_PRIVATE: 'x', npm_config_registry: 'r', HOME: undefined };
    expect(agentEnvironment(user, { PLUMBLINE_OWNER: 'forged', EXTRA: '1' }, 'abc/agent/1')).toEqual({
      PATH: '/bin',
      npm_config_registry: 'r',
      EXTRA: '1',
      PLUMBLINE_OWNER: 'abc/agent/1',
    });
  });
});

describe('free ports', () => {
  it('given many callers, when each asks for one, then no two get the same', async () => {
    const freePort = createFreePorts();
    const ports = await Promise.all(Array.from({ length: 30 }, () => freePort()));
    expect(new Set(ports).size).toBe(30);
  });
});
