import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostedProcess, ProcessSpec } from '@plumbline/providers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { descendantsOf } from './process-table.ts';
import { createSupervisor, ownerOf, type Supervisor } from './supervisor.ts';
import { createProcessTable } from './system-table.ts';

const table = createProcessTable();
const program = fileURLToPath(new URL('fixtures/server.mjs', import.meta.url));
const olderRun = fileURLToPath(new URL('fixtures/older-run.ts', import.meta.url));

interface Plan {
  readonly children?: readonly { cwd?: string; detached: boolean; clean?: boolean }[];
  readonly left?: readonly { cwd: string }[];
  readonly say?: string;
  readonly exit?: number;
  readonly deaf?: boolean;
  readonly env?: boolean;
}

let dataDir: string;
let supervisors: Supervisor[];
/** Started beside any supervisor. */
let strangers: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'plumbline-supervisor-'));
  supervisors = [];
  strangers = [];
});

afterEach(async () => {
  for (const stranger of strangers) stranger.kill('SIGKILL');
  await Promise.all(supervisors.map((each) => each.endAll(0)));
  const marked = (await table.all()).filter((entry) => entry.owner?.startsWith(ownerOf(dataDir)));
  rmSync(dataDir, { recursive: true, force: true });
  expect(marked).toEqual([]);
});

function supervisor(env: Record<string, string | undefined> = process.env): Supervisor {
  const made = createSupervisor({ dataDir, env, log: createLog({ level: 'silent' }) });
  supervisors.push(made);
  return made;
}

function spec(plan: Plan = {}, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name: 'agent',
    command: process.execPath,
    args: [program, JSON.stringify({ say: 'agent is ready', ...plan })],
    env: {},
    cwd: dataDir,
    port: 4_999,
    password: 'pass-word-1',
    ready: { text: 'agent is ready', timeoutMs: 10_000 },
    ...more,
  };
}

function childrenOf({ logFile }: { logFile: string }): number[] {
  return JSON.parse(/^children (.*)$/m.exec(readFileSync(logFile, 'utf8'))?.[1] ?? '[]');
}

async function isRunning(pid: number | undefined): Promise<boolean> {
  return pid !== undefined && (await table.find(pid)) !== null;
}

async function runningOf(pids: readonly number[]): Promise<boolean[]> {
  return Promise.all(pids.map(isRunning));
}

/** Starts it by an older run that is then killed with SIGKILL, so that nothing of it is cleaned up. */
async function startedByOlderRun(of: ProcessSpec, env = process.env): Promise<{ pid: number; incarnation: string; children: number[] }> {
  const older = spawn(process.execPath, ['--import', 'tsx', olderRun, dataDir, JSON.stringify(of)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  strangers.push(older);
  const started = await new Promise<{ pid: number; incarnation: string }>((resolve, reject) => {
    older.stdout?.once('data', (line) => resolve(JSON.parse(String(line))));
    older.once('exit', (code) => reject(new Error(`older run ended with ${code}`)));
  });
  older.removeAllListeners('exit');
  const gone = new Promise((resolve) => older.once('exit', resolve));
  older.kill('SIGKILL');
  await gone;
  return { ...started, children: childrenOf({ logFile: join(dataDir, 'logs', `${of.name}.log`) }) };
}

function recordFile(): string {
  return join(dataDir, 'processes', 'agent.json');
}

function editRecord(change: Record<string, unknown>): void {
  writeFileSync(recordFile(), JSON.stringify({ ...JSON.parse(readFileSync(recordFile(), 'utf8')), ...change }));
}

describe('start', () => {
  it('given a program, when it says that it is ready, then it runs in its own group, recorded and marked', async () => {
    const process1 = await supervisor().start(spec({}, { note: { version: '1' } }));
    const entry = await table.find(process1.pid);
    expect(entry).toMatchObject({ group: process1.pid, owner: expect.stringMatching(new RegExp(`^${ownerOf(dataDir)}/agent/`)) });
    expect(JSON.parse(readFileSync(recordFile(), 'utf8'))).toMatchObject({
      pid: process1.pid,
      startTime: entry?.startTime,
      port: 4_999,
      password: 'pass-word-1',
      note: { version: '1' },
      ready: true,
    });
    for (const file of [recordFile(), process1.logFile]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(process1).toMatchObject({ adopted: false, incarnation: expect.stringContaining(`:${process1.pid}:${entry?.startTime}`) });
  });

  it('given our settings in the environment, when it starts, then it sees none of them but its mark', async () => {
    const env = { ...process.env, PLUMBLINE_TOKEN: 'x', NODE_ENV: 'production', npm_lifecycle_event: 'start', USER_OWN: 'kept' };
    const { logFile } = await supervisor(env).start(spec({ env: true }, { env: { ADDED: 'yes' } }));
    const seen = JSON.parse(/^environment (.*)$/m.exec(readFileSync(logFile, 'utf8'))?.[1] ?? '{}');
    expect(seen).toMatchObject({ USER_OWN: 'kept', ADDED: 'yes' });
    expect(Object.keys(seen).filter((name) => /^PLUMBLINE_|^NODE_ENV$|^npm_lifecycle/.test(name))).toEqual(['PLUMBLINE_OWNER']);
  });

  it('given a program that dies first, when started, then the fault has its last words without the password, and no record stays', async () => {
    const dying = spec({ say: 'cannot use pass-word-1', exit: 3 });
    await expect(supervisor().start(dying)).rejects.toMatchObject({
      failure: { code: 'PROVIDER_UNAVAILABLE', message: expect.stringMatching(/exit code 3.*cannot use \[hidden\]/s) },
    });
    expect(readdirSync(join(dataDir, 'processes'))).toEqual([]);
  });

  it('given a program that is never ready, when its deadline passes, then it and its commands are dead', async () => {
    const slow = spec({ say: 'not yet', children: [{ detached: true }] }, { ready: { text: 'ready', timeoutMs: 700 } });
    await expect(supervisor().start(slow)).rejects.toMatchObject({ failure: { code: 'START_DEADLINE', retryable: true } });
    const children = childrenOf({ logFile: join(dataDir, 'logs', 'agent.log') });
    expect(children).toHaveLength(1);
    expect(await runningOf(children)).toEqual([false]);
  });

  it('given no such program, or no such directory, when started, then each has its own fault', async () => {
    const host = supervisor();
    const missing = spec({}, { command: join(dataDir, 'nothing') });
    await expect(host.start(missing)).rejects.toMatchObject({ failure: { code: 'PROVIDER_MISSING' } });
    const nowhere = spec({}, { cwd: join(dataDir, 'nowhere') });
    await expect(host.start(nowhere)).rejects.toMatchObject({ failure: { code: 'PROVIDER_UNAVAILABLE' } });
  });

  it('given a process of this name, when another is started, then it is refused; after its end it is not, and the last log is kept', async () => {
    const host = supervisor();
    const first = await host.start(spec({ say: 'agent is ready 1' }));
    await expect(host.start(spec())).rejects.toMatchObject({ failure: { code: 'INTERNAL' } });
    await first.end(2_000);
    const second = await host.start(spec());
    expect(second.incarnation).not.toBe(first.incarnation);
    expect(readFileSync(join(dataDir, 'logs', 'agent.1.log'), 'utf8')).toContain('ready 1');
  });
});

describe('exit', () => {
  it('given a process with commands, when it is killed from outside, then its end is told and its orphans die', async () => {
    const host = supervisor();
    const hosted = await host.start(spec({ children: [{ detached: true }, { detached: false }] }));
    const children = childrenOf(hosted);
    expect(await runningOf(children)).toEqual([true, true]);
    process.kill(hosted.pid, 'SIGKILL');
    expect(await hosted.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(hosted.isAlive()).toBe(false);
    expect(host.processes()).toEqual([]);
    await expect.poll(() => runningOf(children)).toEqual([false, false]);
    // And the name is free again.
    expect((await host.start(spec())).isAlive()).toBe(true);
  });
});

describe('adopt', () => {
  it('given a process of an older run, when adopted, then it is the same life, its end is seen, and it can be ended', async () => {
    const older = await startedByOlderRun(spec({ children: [{ detached: true }] }, { note: { version: '1' } }));
    const host = supervisor();
    const report = await host.sweep();
    expect(report).toMatchObject({ adoptable: [{ name: 'agent', pid: older.pid }], killed: 0, left: [] });
    const [adopted, again] = await Promise.all([host.adopt('agent'), host.adopt('agent')]);
    expect(adopted).toMatchObject({ adopted: true, incarnation: older.incarnation, password: 'pass-word-1', note: { version: '1' } });
    expect(again).toBe(adopted);
    expect(await runningOf(older.children)).toEqual([true]);
    process.kill(older.pid, 'SIGKILL');
    await adopted?.exited;
    expect(adopted?.isAlive()).toBe(false);
    await expect.poll(() => runningOf(older.children)).toEqual([false]);
  });

  it.each([
    ['another start time', { startTime: '1' }],
    ['another boot', { boot: 'another' }],
  ])('given a record with %s, when adopted, then the process that has its pid now is neither taken nor killed', async (_case, change) => {
    const host = supervisor();
    // The stranger carries no mark of ours; only its pid stands in the record.
    const stranger = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
    strangers.push(stranger);
    await (await host.start(spec())).end(1_000);
    const started = await startedByOlderRun(spec());
    editRecord({ pid: stranger.pid, ...change });
    expect(await host.sweep()).toMatchObject({ adoptable: [] });
    expect(await host.adopt('agent')).toBeNull();
    expect(await isRunning(stranger.pid)).toBe(true);
    // The real one has no record any more: its mark gives it away.
    expect(await isRunning(started.pid)).toBe(false);
  });

  it('given a process that is being started, when adopted meanwhile, then both callers have the same one', async () => {
    const host = supervisor();
    const starting = host.start(spec());
    await expect.poll(() => readdirSync(join(dataDir, 'processes')), { interval: 1 }).toEqual(['agent.json']);
    expect(await host.adopt('agent')).toBe(await starting);
  });

  it('given a process that was never ready and ignores SIGTERM, when swept, then it is dead', async () => {
    const older = await startedByOlderRun(spec({ deaf: true }));
    editRecord({ ready: false });
    const host = supervisor();
    expect(await host.sweep()).toMatchObject({ adoptable: [], killed: 1 });
    expect(await isRunning(older.pid)).toBe(false);
    expect(await host.adopt('agent')).toBeNull();
  });
});

describe('sweep', () => {
  it('given commands in their own sessions whose server died with us, when swept, then they are dead', async () => {
    const older = await startedByOlderRun(spec({ children: [{ detached: true }, { detached: true }] }));
    process.kill(older.pid, 'SIGKILL');
    await expect.poll(() => isRunning(older.pid)).toBe(false);
    expect(await runningOf(older.children)).toEqual([true, true]);
    expect(await supervisor().sweep()).toMatchObject({ adoptable: [], killed: 2, left: [] });
    expect(await runningOf(older.children)).toEqual([false, false]);
  });

  it('given the record of another data directory, when swept, then its living process is left and reported', async () => {
    const older = await startedByOlderRun(spec());
    const copy = mkdtempSync(join(tmpdir(), 'plumbline-copy-'));
    mkdirSync(join(copy, 'processes'));
    writeFileSync(join(copy, 'processes', 'agent.json'), readFileSync(recordFile(), 'utf8'));
    const other = createSupervisor({ dataDir: copy, env: process.env, log: createLog({ level: 'silent' }) });
    expect(await other.sweep()).toMatchObject({ adoptable: [], killed: 0, left: [{ name: 'agent', pid: older.pid }] });
    await other.endAll(0);
    expect(await isRunning(older.pid)).toBe(true);
    rmSync(copy, { recursive: true });
    await supervisor().endAll(1_000);
    expect(await isRunning(older.pid)).toBe(false);
  });

  it('given a server that was itself started by a command of an agent, when it sweeps, then it does not kill itself', async () => {
    const marked = { ...process.env, PLUMBLINE_OWNER: `${ownerOf(dataDir)}/agent/older` };
    const { pid } = await startedByOlderRun(spec(), marked);
    await supervisor().sweep();
    expect(await isRunning(pid)).toBe(true);
  });

  it('given a damaged record, when swept, then it is removed and its process, found by its mark, is dead', async () => {
    const older = await startedByOlderRun(spec());
    writeFileSync(recordFile(), '{ "name": "agent"');
    expect(await supervisor().sweep()).toMatchObject({ damaged: ['agent'], killed: 1 });
    expect(await isRunning(older.pid)).toBe(false);
  });

  it('given processes of this run, one still starting, when swept, then they live', async () => {
    const host = supervisor();
    const hosted = await host.start(spec({ children: [{ detached: true }] }));
    const [report, second] = await Promise.all([host.sweep(), host.start(spec({}, { name: 'second' }))]);
    expect(report.killed).toBe(0);
    expect(await runningOf([hosted.pid, second.pid, ...childrenOf(hosted)])).toEqual([true, true, true]);
  });
});

describe('end', () => {
  it('given children in own sessions, in its group and without a mark, when ended, then none runs and the record is gone', async () => {
    const hosted = await supervisor().start(spec({ children: [{ detached: true }, { detached: false }, { detached: true, clean: true }] }));
    const children = childrenOf(hosted);
    expect(await runningOf(children)).toEqual([true, true, true]);
    await hosted.end(2_000);
    expect(await runningOf([hosted.pid, ...children])).toEqual([false, false, false, false]);
    expect(readdirSync(join(dataDir, 'processes'))).toEqual([]);
  });

  it('given a process that ignores SIGTERM, when ended, then it dies after the grace; told to die now, at once', async () => {
    const host = supervisor();
    const deaf = await host.start(spec({ deaf: true }));
    await deaf.end(200);
    expect(await deaf.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const patient = await host.start(spec({ deaf: true }));
    const from = performance.now();
    const ending = patient.end(20_000);
    await host.killNow('agent');
    await ending;
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('given adopted, unadopted and running processes, when all are ended, then nothing of this data directory runs or starts', async () => {
    const older = await startedByOlderRun(spec({ children: [{ detached: true }] }));
    const host = supervisor();
    const own = await host.start(spec({ children: [{ detached: true }] }, { name: 'own' }));
    const starting = host.start(spec({ say: 'never' }, { name: 'slow' }));
    await Promise.all([host.endAll(1_000), expect(starting).rejects.toMatchObject({ failure: { code: 'SHUTTING_DOWN' } })]);
    expect(await runningOf([older.pid, own.pid, ...older.children, ...childrenOf(own)])).toEqual([false, false, false, false]);
    await expect(host.start(spec())).rejects.toMatchObject({ failure: { code: 'SHUTTING_DOWN' } });
  });
});

describe('killChildren', () => {
  async function withCommands(): Promise<{ hosted: HostedProcess; inA: number; inB: number; part: number }> {
    const [a, b] = [join(dataDir, 'a'), join(dataDir, 'ab')];
    mkdirSync(join(a, 'deep'), { recursive: true });
    mkdirSync(b);
    const children = [
      { cwd: join(a, 'deep'), detached: true },
      { cwd: b, detached: true },
      { cwd: a, detached: false },
    ];
    const hosted = await supervisor().start(spec({ children }));
    const [inA = 0, inB = 0, part = 0] = childrenOf(hosted);
    return { hosted, inA, inB, part };
  }

  it('given commands in two directories, when those of one are killed, then the others, the server and its parts live', async () => {
    const { hosted, inA, inB, part } = await withCommands();
    expect(await hosted.killChildren({ directory: join(dataDir, 'a') })).toBe(1);
    expect(await runningOf([hosted.pid, inA, inB, part])).toEqual([true, false, true, true]);
  });

  it('given no directory, when killed, then every command is dead and the server lives', async () => {
    const { hosted, inA, inB, part } = await withCommands();
    expect(await hosted.killChildren()).toBe(2);
    expect(await runningOf([hosted.pid, inA, inB, part])).toEqual([true, false, false, true]);
    expect(hosted.isAlive()).toBe(true);
  });
});

describe('survivors', () => {
  async function withSurvivors(): Promise<{ hosted: HostedProcess; a: string; left: number[] }> {
    const [a, b] = [join(dataDir, 'a'), join(dataDir, 'b')];
    mkdirSync(a);
    mkdirSync(b);
    const children = [{ cwd: a, detached: true }];
    const hosted = await supervisor().start(spec({ children, left: [{ cwd: a }, { cwd: a }, { cwd: b }] }));
    return { hosted, a, left: JSON.parse(/^left (.*)$/m.exec(readFileSync(hosted.logFile, 'utf8'))?.[1] ?? '[]') };
  }

  it('given shells that ended and a child that runs, when listed, then of each tree left in the directory the top, and not the child', async () => {
    const { hosted, a, left } = await withSurvivors();
    const listed = await hosted.survivors.list(a);
    expect(listed.map(({ pid }) => pid)).toEqual(left.slice(0, 2));
    expect(listed[0]?.command).toBe('sh -c sleep 300 & wait');
  });

  it.each([false, true])('given one of them, when ended (force: %s), then its whole tree ends and nothing else', async (force) => {
    const { hosted, a } = await withSurvivors();
    const [first, second] = await hosted.survivors.list(a);
    if (!first || !second) throw new Error('none was left');
    const tree = descendantsOf(await table.all(), first.pid).map(({ pid }) => pid);
    expect(tree).toHaveLength(1);
    expect(await hosted.survivors.end(first, force)).toBe(true);
    await expect.poll(() => runningOf([first.pid, ...tree])).toEqual([false, false]);
    expect(await hosted.survivors.isRunning(first)).toBe(false);
    expect(await hosted.survivors.isRunning(second)).toBe(true);
    expect(await runningOf([hosted.pid, ...childrenOf(hosted)])).toEqual([true, true]);
  });

  it('given another life of the pid, a stranger, a running child or the server, when to be ended, then nothing is signalled', async () => {
    const { hosted, a } = await withSurvivors();
    const [first] = await hosted.survivors.list(a);
    const stranger = spawn('sleep', ['300'], { cwd: a, detached: true, stdio: 'ignore' });
    strangers.push(stranger);
    const living = [stranger.pid ?? 0, hosted.pid, ...childrenOf(hosted)];
    const found = (await table.all()).filter(({ pid }) => living.includes(pid));
    expect(found).toHaveLength(3);
    for (const each of [...found, { pid: first?.pid ?? 0, startTime: '1' }]) expect(await hosted.survivors.end(each, true)).toBe(false);
    expect(await runningOf([...living, first?.pid ?? 0])).toEqual([true, true, true, true]);
  });
});
