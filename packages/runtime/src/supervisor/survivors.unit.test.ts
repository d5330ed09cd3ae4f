import { describe, expect, it } from 'vitest';
import type { ProcessEntry, ProcessTable } from './process-table.ts';
import { leftBehind, survivorsOf, topmost } from './survivors.ts';

const server = { pid: 100, life: 'data/agent/1' };

function entry(pid: number, parent: number, more: Partial<ProcessEntry> = {}): ProcessEntry {
  return { pid, parent, group: pid, startTime: `t${pid}`, owner: server.life, ...more };
}

const pids = (entries: readonly ProcessEntry[]) => entries.map(({ pid }) => pid);

describe('what is left behind', () => {
  it('given commands under way and parts of the server, then only what is below it no more is left', () => {
    const entries = [
      entry(100, 1),
      entry(110, 100), // the shell of a command under way
      entry(111, 110),
      entry(120, 100, { group: 100 }), // a language server
      entry(130, 1, { group: 129 }), // left: its shell has ended
      entry(131, 130, { group: 129 }),
      entry(140, 1, { group: 100 }), // left a part of the server, in its group
    ];
    expect(pids(leftBehind(entries, server))).toEqual([130, 131]);
    expect(pids(topmost(leftBehind(entries, server)))).toEqual([130]);
  });

  it('given processes without the mark, of another life, or ourselves, then none of them is left behind', () => {
    const entries = [entry(130, 1, { owner: null }), entry(131, 1, { owner: 'data/agent/2' }), entry(process.pid, 1)];
    expect(leftBehind(entries, server)).toEqual([]);
  });

  it('given two jobs of one shell, then each is a task of its own', () => {
    const entries = [entry(130, 1, { group: 129 }), entry(131, 1, { group: 129 })];
    expect(pids(topmost(leftBehind(entries, server)))).toEqual([130, 131]);
  });
});

describe('survivors of a table', () => {
  const commands: Readonly<Record<number, string>> = { 130: `sh -c\n${'x'.repeat(300)}`, 131: 'elsewhere' };
  const entries = [entry(130, 1), entry(131, 1)];
  const table: ProcessTable = {
    bootId: async () => 'boot',
    find: async (pid) => entries.find((each) => each.pid === pid) ?? null,
    all: async () => entries,
    workingDirectory: async (pid) => (pid === 130 ? '/no-such-project/deep' : '/no-such-project-2'),
    commandLine: async (pid) => commands[pid] ?? '',
  };
  const survivors = survivorsOf(table, server);

  it('given a long command in the directory, then it is listed with its command in one line, cut', async () => {
    const [found, ...others] = await survivors.list('/no-such-project');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ pid: 130, startTime: 't130', command: expect.stringMatching(/^sh -c x+…$/) });
    expect(found?.command).toHaveLength(200);
  });

  it('given another start time, then it does not run and is not ended', async () => {
    expect(await survivors.isRunning({ pid: 130, startTime: 't9' })).toBe(false);
    expect(await survivors.end({ pid: 130, startTime: 't9' }, true)).toBe(false);
  });
});
