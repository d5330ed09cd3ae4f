import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProjectId, ThreadId, ThreadSnapshot } from '@plumbline/lifecycle';
import { PracticeControl, type ScriptBuilder } from '@plumbline/practice-model';
import type { DispatchResult, RuntimeCommand, RuntimeOptions, SystemStatus } from '../src/contract.ts';
import { ownerOf } from '../src/supervisor/index.ts';
import { migrations, verifyProgram } from './migrations.ts';
import type { Answer, Ask } from './parent.ts';

const plainProgram = fileURLToPath(new URL('./server-main.ts', import.meta.url));
export const practiceProgram = fileURLToPath(new URL('../../practice-model/dist/main.js', import.meta.url));
export const lyingProgram = fileURLToPath(new URL('../../providers/src/lying/child/main.ts', import.meta.url));

/** How long one condition may take to come, in ms: a cold start of a real agent on a loaded machine takes 30 s. */
const patience = 40_000;
const every = 50;

/** How the servers differ from the plain one with real OpenCode. */
export interface ServerSpec {
  /** Takes RuntimeOptions as JSON in its first argument and ends with `answerParent`. */
  readonly program?: string;
  readonly options?: Partial<RuntimeOptions>;
  /** Added to the environment of the agents. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A data directory with real servers on it, one after the other, each in a process of its own. */
export class ServerProcess {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-server-')));
  readonly dataDir = join(this.root, 'data');
  readonly project = join(this.root, 'project');
  readonly #spec: ServerSpec;
  #child: ChildProcess | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();

  constructor(spec: ServerSpec = {}) {
    this.#spec = spec;
    for (const folder of [this.dataDir, this.project, join(this.root, 'home'), join(this.root, 'tmp')]) mkdirSync(folder);
    execFileSync('git', ['init', '--quiet'], { cwd: this.project });
  }

  async start(): Promise<void> {
    const child = fork(this.#spec.program ?? plainProgram, [JSON.stringify(this.#options())], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => {
        const ended = new Error(`the server ended with ${code}`);
        reject(ended);
        for (const waiting of this.#waiting.values()) waiting.reject(ended);
        this.#waiting.clear();
      });
      child.on('message', (answer: Answer) => {
        if (answer.id === 0) resolve();
        else this.#take(answer);
      });
    });
  }

  #options(): RuntimeOptions {
    const env = {
      PATH: process.env.PATH,
      HOME: join(this.root, 'home'),
      TMPDIR: join(this.root, 'tmp'),
      LANG: 'C.UTF-8',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      npm_config_offline: 'true',
      ...this.#spec.env,
    };
    const plain: RuntimeOptions = {
      dataDir: this.dataDir,
      practice: true,
      practiceProgram,
      verifyProgram,
      migrations,
      env,
      url: 'http://127.0.0.1:0',
    };
    return { ...plain, ...this.#spec.options };
  }

  #take({ id, result, code, message }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (code === undefined) waiting?.resolve(result);
    else waiting?.reject(Object.assign(new Error(message), { code }));
  }

  ask<T>(call: Ask['call'], argument?: unknown): Promise<T> {
    this.#asked += 1;
    const ask: Ask = { id: this.#asked, call, argument };
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(ask.id, { resolve: (result) => resolve(result as T), reject });
      this.#child?.send(ask);
    });
  }

  do(command: RuntimeCommand): Promise<DispatchResult> {
    return this.ask('dispatch', { command });
  }

  async newThread(): Promise<ThreadId> {
    const { projectId } = await this.ask<{ projectId: ProjectId }>('addProject', this.project);
    return (await this.do({ type: 'thread.create', projectId, settings: {} })).threadId;
  }

  send(threadId: ThreadId, script: ScriptBuilder): Promise<DispatchResult> {
    return this.do({ type: 'thread.turn.start', threadId, text: script.toPrompt() });
  }

  get(threadId: ThreadId): Promise<ThreadSnapshot> {
    return this.ask('get', threadId);
  }

  /** Waits until the thread is so. */
  async until(threadId: ThreadId, condition: (snapshot: ThreadSnapshot) => boolean): Promise<ThreadSnapshot> {
    const deadline = performance.now() + patience;
    for (;;) {
      const snapshot = await this.get(threadId);
      if (condition(snapshot)) return snapshot;
      const { session, turns, items } = snapshot;
      if (performance.now() > deadline) throw new Error(`the thread is not so: ${JSON.stringify({ session, turn: turns.at(-1), items })}`);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }

  control(): PracticeControl {
    const { port, key } = JSON.parse(readFileSync(join(this.dataDir, 'practice.json'), 'utf8'));
    return new PracticeControl({ url: `http://127.0.0.1:${port}`, key });
  }

  /** Of the running process of the provider with this id. */
  async agentPid(provider = 'opencode'): Promise<number> {
    const { providers } = await this.ask<SystemStatus>('status');
    const pid = providers.find(({ id }) => id === provider)?.pid;
    if (pid === undefined) throw new Error(`the agent of ${provider} does not run`);
    return pid;
  }

  /** kill -9 of the server; what it started lives on. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.#child = null;
  }

  /** A clean stop. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    void this.ask('stop').catch(() => undefined);
    await gone;
    this.#child = null;
  }

  /** Processes that carry this data directory's mark. */
  left(): readonly number[] {
    const mark = `PLUMBLINE_OWNER=${ownerOf(this.dataDir)}`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => environmentOf(pid).some((entry) => entry.startsWith(mark)));
  }

  async end(): Promise<void> {
    await this.stop();
    for (const pid of this.left()) killIfAlive(pid);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** It may have ended since it was looked for. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
