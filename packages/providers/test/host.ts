import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { HostedProcess, ProcessHost, ProcessSpec } from '../src/contract.ts';
import { ProviderFault } from '../src/contract.ts';
import { killMarked, markedSurvivors, markVariable } from './survivors.ts';

/** The least that a process host must be: detached processes, found again by name by any host of the same root. */
export class TestHost implements ProcessHost {
  readonly #root: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #records: Map<string, { hosted: HostedProcess }>;
  /** Puts something between the adapter and the server: from the server's port to the port to use. */
  through: (port: number) => Promise<number> = async (port) => port;

  constructor(root: string, env: Readonly<Record<string, string>>, records = new Map<string, { hosted: HostedProcess }>()) {
    this.#root = root;
    this.#env = env;
    this.#records = records;
  }

  /** Another host on the same records, as a fresh process of ours would have. */
  again(): TestHost {
    return new TestHost(this.#root, this.#env, this.#records);
  }

  async adopt(name: string): Promise<HostedProcess | null> {
    const record = this.#records.get(name);
    return record?.hosted.isAlive() ? { ...record.hosted, adopted: true } : null;
  }

  freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.on('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
  }

  async start(spec: ProcessSpec): Promise<HostedProcess> {
    const logFile = path.join(mkdtempSync(path.join(this.#root, 'log-')), `${spec.name}.log`);
    const output = openSync(logFile, 'a', 0o600);
    const mark = randomUUID();
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...this.#env, ...spec.env, [markVariable]: mark },
    });
    const { pid } = child;
    if (pid === undefined) throw new ProviderFault('PROVIDER_UNAVAILABLE', `${spec.command} could not be run`);
    let alive = true;
    const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once('exit', (code, signal) => {
        alive = false;
        resolve({ code, signal });
      });
    });
    const hosted: HostedProcess = {
      name: spec.name,
      pid,
      incarnation: `test:${pid}:${Date.now()}`,
      port: await this.through(spec.port),
      password: spec.password,
      note: spec.note ?? {},
      logFile,
      adopted: false,
      isAlive: () => alive,
      exited,
      survivors: markedSurvivors(pid, mark),
      killChildren: async (match) => killDescendants(pid, match?.directory),
      end: async (graceMs) => {
        await killDescendants(pid);
        if (alive) child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
        await exited;
        clearTimeout(timer);
        killMarked(mark);
      },
    };
    const deadline = performance.now() + spec.ready.timeoutMs;
    while (!readFileSync(logFile, 'utf8').includes(spec.ready.text)) {
      if (!alive || performance.now() > deadline) {
        await hosted.end(0);
        throw new ProviderFault('PROVIDER_UNAVAILABLE', `${spec.name} did not get ready: ${readFileSync(logFile, 'utf8').slice(-2_000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.#records.set(spec.name, { hosted });
    return hosted;
  }
}

/** Kills the processes below `root`, optionally only those that work in `directory`. */
async function killDescendants(root: number, directory?: string): Promise<number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const below = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || below(parent));
  };
  let killed = 0;
  for (const pid of parents.keys()) {
    if (!below(pid)) continue;
    try {
      if (directory !== undefined && !readlinkSync(`/proc/${pid}/cwd`).startsWith(directory)) continue;
      process.kill(pid, 'SIGKILL');
      killed += 1;
    } catch {
      // It ended meanwhile.
    }
  }
  return killed;
}
