import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serverCommand } from '../../scripts/start/serve.mjs';
import { freePort } from '../../scripts/test/ports.mjs';
import { processesOf } from '../../scripts/test/processes.mjs';
import { until } from './until.ts';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A record that the supervisor wrote of a process of ours. */
interface ProcessRecord {
  readonly pid: number;
  readonly port: number;
  readonly password: string;
  /** It has said that it is ready. */
  readonly ready: boolean;
}

/**
 * One Plumbline as a user has it: the built app in a process of its own, with a data directory and a home of its own. It
 * can be stopped, killed, and started again on the same data.
 */
export class Plumbline {
  readonly base = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'));
  readonly dataDir = join(this.base, 'data');
  /** For headless clients; browsers use the link. */
  readonly token = 'e2e-token-0123456789abcdef0123456789abcdef';
  readonly output: string[] = [];
  port = 0;
  /** The port of a pipe before it, under which alone clients know it; 0: there is none. */
  frontPort = 0;
  /** How long a start may take, in ms. */
  readyWithin = 60_000;
  /** Arguments of Node itself at every start, before the server's own. */
  nodeArgs: readonly string[] = [];
  /** Its log is folded anew by the part `folds` of `npm test`; not worth it for one that was made up, and has 60,000 events. */
  keepsLog = true;
  /** More of the environment, at every start. */
  settings: Readonly<Record<string, string>> = {};
  #child: ChildProcess | undefined;
  #exited: Promise<number | null> = Promise.resolve(null);
  #link: string | undefined;

  static async launch(env: Readonly<Record<string, string>> = {}): Promise<Plumbline> {
    const plumbline = new Plumbline();
    await plumbline.start(env);
    return plumbline;
  }

  get url(): string {
    return `http://127.0.0.1:${this.frontPort || this.port}`;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('The server does not run.');
    return pid;
  }

  /** The process id of the server while it runs. */
  get running(): number | undefined {
    return this.#child?.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  /** The one-time link of this start. */
  get link(): string {
    if (this.#link === undefined) throw new Error('The server has printed no link.');
    return this.#link;
  }

  async start(extra: Readonly<Record<string, string>> = {}): Promise<void> {
    this.port ||= await freePort();
    const { command, args, cwd, env } = serverCommand(root, { host: '127.0.0.1', port: this.port, dataDir: this.dataDir });
    this.#link = undefined;
    const child = spawn(command, [...this.nodeArgs, ...args], {
      cwd,
      env: { ...env, ...this.#home(), PLUMBLINE_TOKEN: this.token, ...this.#front(), ...this.settings, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let ended = false;
    this.#exited = new Promise((done) => child.once('close', (code) => done(code)));
    void this.#exited.then(() => {
      ended = true;
    });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => this.#keep(line));
    await until(async () => ended || (this.#link !== undefined && (await this.health()) === 'ready'), {
      what: 'the server is ready',
      within: this.readyWithin,
      detail: () => this.output.slice(-20).join('\n'),
    });
    if (ended) throw new Error(`The server ended while it started:\n${this.output.slice(-20).join('\n')}`);
  }

  /** `away`: no whole answer within 3 s. The signal alone is no deadline: a body that is cut off under a kill may never end. */
  async health(): Promise<string> {
    const away = new Promise<string>((done) => setTimeout(done, 3_000, 'away'));
    const asked = fetch(`${this.url}/api/health`, { signal: AbortSignal.timeout(2_000) })
      .then(async (answer) => ((await answer.json()) as { status: string }).status)
      .catch(() => 'away');
    return Promise.race([asked, away]);
  }

  /** SIGTERM, as a user's Ctrl-C or a service manager would. Resolves to the exit code. */
  async stop(): Promise<number | null> {
    if (this.#child === undefined) return null;
    this.#child.kill('SIGTERM');
    const code = await this.#exited;
    this.#child = undefined;
    return code;
  }

  /** kill -9: nothing is told to anyone. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exited;
    this.#child = undefined;
  }

  /** What the supervisor has recorded of a process; `lying` only where that provider is offered. */
  process(name: 'opencode' | 'practice-model' | 'lying'): ProcessRecord | null {
    const file = join(this.dataDir, 'processes', `${name}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord) : null;
  }

  /** A new empty directory to work in. */
  directory(name: string): string {
    const path = join(this.base, 'work', name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Processes that name this instance's folder in their environment or command line. */
  processes(): readonly { readonly pid: number; readonly command: string }[] {
    return processesOf(this.base);
  }

  remove(): void {
    this.#keepLog();
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** For the part `folds` of `npm test`, which folds every log anew. A test may have left no database, or a damaged one. */
  #keepLog(): void {
    const folder = process.env.PLUMBLINE_LOGS_DIR;
    if (!folder || !this.keepsLog || !existsSync(join(this.dataDir, 'plumbline.db'))) return;
    const file = openSync(join(folder, `${basename(this.base)}.jsonl`), 'w');
    try {
      const args = ['--import', 'tsx', 'packages/store/src/cli/dump.ts', '--data-dir', this.dataDir];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', file, 'pipe'], timeout: 30_000 });
      if (status !== 0) console.error(`The log of ${this.base} was not kept: ${stderr.toString('utf8')}`);
    } finally {
      closeSync(file);
    }
  }

  #front(): Record<string, string> {
    return this.frontPort === 0 ? {} : { PLUMBLINE_PORT: String(this.frontPort) };
  }

  #keep(line: string): void {
    if (line.startsWith('PLUMBLINE_LINK ')) this.#link = line.slice('PLUMBLINE_LINK '.length).trim();
    else this.output.push(line);
    if (this.output.length > 500) this.output.shift();
  }

  /** OpenCode works in a home of its own, which looks as if its plugin package were installed: else it fetches 63 MB. */
  #home(): Record<string, string> {
    const home = join(this.base, 'home');
    const config = join(home, '.config', 'opencode');
    mkdirSync(join(config, 'node_modules'), { recursive: true });
    const lock = { lockfileVersion: 3, packages: { '': { dependencies: { '@opencode-ai/plugin': '*' } } } };
    writeFileSync(join(config, 'package-lock.json'), JSON.stringify(lock));
    return { HOME: home, npm_config_offline: 'true', OPENCODE_DISABLE_MODELS_FETCH: '1' };
  }
}
