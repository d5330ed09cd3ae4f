import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../e2e/harness/until.ts';
import { freePort } from './test/ports.mjs';
import { processesOf } from './test/processes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
let base = '';
let child: ChildProcess | undefined;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'plumbline-start-'));
});

afterEach(() => {
  for (const { pid } of processesOf(base)) process.kill(pid, 'SIGKILL');
  rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** `npm start` as a person types it, in a process group of its own as a terminal gives it one. */
async function npmStart(...args: string[]): Promise<{ link: string; output: () => string; exited: Promise<number | null> }> {
  const started = spawn('npm', ['start', '--', '--no-open', '--data-dir', join(base, 'data'), ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: join(base, 'home') },
  });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const exited = new Promise<number | null>((done) => started.once('close', (code) => done(code)));
  let gone = false;
  void exited.then(() => (gone = true));
  await until(() => gone || /http:\S+\/link#\S+/.test(output), { what: 'a link, or the end', within: 120_000 });
  return { link: /http:\S+\/link#\S+/.exec(output)?.[0] ?? '', output: () => output, exited };
}

describe('npm start', () => {
  for (const [name, end] of [
    ['SIGTERM to npm', (pid: number) => process.kill(pid, 'SIGTERM')],
    ['Ctrl-C to the group', (pid: number) => process.kill(-pid, 'SIGINT')],
    ['SIGHUP to npm', (pid: number) => process.kill(pid, 'SIGHUP')],
    ['kill -9 of npm', (pid: number) => process.kill(pid, 'SIGKILL')],
  ] as const) {
    test(`${name}: the port is free and nothing is left in 10 s`, async () => {
      const port = await freePort();
      const { link, exited, output } = await npmStart('--port', String(port));
      expect(link, output()).toContain(`http://127.0.0.1:${port}/link#`);
      expect(processesOf(base).length).toBeGreaterThan(0);
      const began = performance.now();
      end(child?.pid ?? 0);
      await exited;
      await until(async () => processesOf(base).length === 0 && (await isFree(port)), {
        what: 'the port is free and nothing is left',
        within: 10_000 - (performance.now() - began),
        detail: () => JSON.stringify(processesOf(base)),
      });
    }, 180_000);
  }

  test('a port in use is refused with the way out', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    const { output, exited } = await npmStart('--port', String(port));
    expect(await exited).not.toBe(0);
    expect(output()).toContain(`Port ${port} is in use`);
    expect(output()).toContain('--port');
    await new Promise((done) => holder.close(done));
  }, 180_000);

  test('a second server on the same data directory is refused and names the first', async () => {
    const first = await npmStart('--port', String(await freePort()));
    expect(first.link).not.toBe('');
    const firstChild = child;
    const second = await npmStart('--port', String(await freePort()));
    expect(await second.exited).not.toBe(0);
    expect(second.output()).toMatch(/data directory|data-dir/i);
    firstChild?.kill('SIGTERM');
    await first.exited;
  }, 180_000);
});

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
