import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { createSupervisor, type Supervisor } from '../supervisor/index.ts';
import { createPractice, type Practice } from './practice.ts';

const program = fileURLToPath(new URL('fixtures/model.mjs', import.meta.url));
const log = createLog({ level: 'silent' });
let dataDir: string;
let ends: (() => Promise<void>)[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'plumbline-practice-'));
  ends = [];
});

afterEach(async () => {
  for (const end of ends) await end();
  rmSync(dataDir, { recursive: true, force: true });
});

function run({ backoffMs = 10 } = {}): { supervisor: Supervisor; practice: Practice } {
  const supervisor = createSupervisor({ dataDir, env: process.env, log });
  const practice = createPractice({ host: supervisor, dataDir, program, log, backoffMs });
  ends.push(async () => {
    await practice.stop();
    await supervisor.endAll(500);
  });
  return { supervisor, practice };
}

async function ask(baseUrl: string | undefined): Promise<string | null> {
  const response = await fetch(`${baseUrl}/models`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
  return response === null ? null : response.text();
}

describe('practice model', () => {
  it('given three callers at once, when they ask for it, then one process is started and all get its address', async () => {
    const { supervisor, practice } = run();
    const [first, second, third] = await Promise.all([practice.endpoint(), practice.endpoint(), practice.endpoint()]);
    expect(first).toMatchObject({ baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/) });
    expect([second, third]).toEqual([first, first]);
    expect(supervisor.processes()).toHaveLength(1);
    expect(await ask(first?.baseUrl)).toBe(first?.key);
  });

  it('given an agent that was told its address, when it is killed, then it comes back under the same address and key, again and again', async () => {
    const { supervisor, practice } = run();
    const endpoint = await practice.endpoint();
    for (let round = 0; round < 2; round += 1) {
      const [{ pid } = { pid: 0 }] = supervisor.processes();
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => supervisor.processes().map((each) => each.pid === pid), { timeout: 5_000 }).toEqual([false]);
      await expect.poll(() => ask(endpoint?.baseUrl), { timeout: 5_000 }).toBe(endpoint?.key);
    }
    expect(await practice.endpoint()).toEqual(endpoint);
  });

  it('given it died while no server ran, when the next run asks for it, then it has the address of before', async () => {
    // A run that is gone starts nothing again; this one is still here, so it must wait longer than the test.
    const older = run({ backoffMs: 60_000 });
    const endpoint = await older.practice.endpoint();
    // Only the process ends; the older run's address stays, as after a kill.
    await older.supervisor.endAll(500);
    const { practice } = run();
    expect(await practice.endpoint()).toEqual(endpoint);
    expect(await ask(endpoint?.baseUrl)).toBe(endpoint?.key);
  });

  it('given another program on its port, when it is started again, then it gets another port and the same key', async () => {
    const older = run({ backoffMs: 60_000 });
    const endpoint = await older.practice.endpoint();
    await older.supervisor.endAll(500);
    const thief = createServer().listen(Number(new URL(endpoint?.baseUrl ?? '').port), '127.0.0.1');
    await new Promise((resolve) => thief.once('listening', resolve));
    const moved = await run().practice.endpoint();
    thief.close();
    expect(moved?.baseUrl).not.toBe(endpoint?.baseUrl);
    expect(moved?.key).toBe(endpoint?.key);
  });

  it('given it was stopped, when asked, then there is none and nothing runs', async () => {
    const { supervisor, practice } = run();
    const endpoint = await practice.endpoint();
    await practice.stop();
    expect(supervisor.processes()).toEqual([]);
    expect(await practice.endpoint()).toBeNull();
    expect(await ask(endpoint?.baseUrl)).toBeNull();
  });

  it('given it is not built, when asked, then there is none', async () => {
    const { supervisor } = run();
    const practice = createPractice({ host: supervisor, dataDir, program: join(dataDir, 'nothing.js'), log });
    expect(await practice.endpoint()).toBeNull();
  });
});
