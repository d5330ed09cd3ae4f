import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PracticeControl, type ScriptBuilder } from '@plumbline/practice-model';
import { type PracticeServer, startPracticeServer } from '@plumbline/practice-model/server';
import type { HostedProcess } from '../src/contract.ts';
import { findBinary } from '../src/opencode/binary.ts';
import { practice } from '../src/opencode/config.ts';
import type { Event } from '../src/opencode/native.ts';
import { Api } from '../src/opencode/server/api.ts';
import { startServer } from '../src/opencode/server/start.ts';
import { connect } from '../src/opencode/stream/connection.ts';
import { TestHost } from '../test/host.ts';
import { newMessageId } from '../test/rig.ts';

/** Kinds that say nothing about a session. */
const noise = new Set([
  'sync',
  'plugin.added',
  'catalog.updated',
  'server.heartbeat',
  'session.diff',
  'project.updated',
  'reference.updated',
  'integration.updated',
]);
/** Fields that are large or tell of the machine. */
const left = new Set(['responseHeaders', 'snapshot', 'slug', 'projectID', 'project']);
/** A trace is cut here, in bytes: it is in the repository. */
const sizeLimit = 95_000;
const patience = 40_000;

/** One recording: a real server, one project, one session, and what came over the global stream. */
export class Stage {
  readonly control: PracticeControl;
  readonly directory: string;
  session = '';
  readonly #name: string;
  readonly #root: string;
  readonly #model: PracticeServer;
  readonly #host: TestHost;
  readonly #config: Record<string, unknown>;
  readonly #begun = performance.now();
  readonly #lines: string[] = [];
  readonly #events: Event[] = [];
  #size = 0;
  #process: HostedProcess | null = null;
  #disconnect: () => void = () => undefined;

  private constructor(name: string, model: PracticeServer, config: Record<string, unknown>) {
    this.#name = name;
    this.#model = model;
    this.#config = config;
    this.#root = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-record-')));
    const home = path.join(this.#root, 'home');
    this.directory = path.join(this.#root, 'proj');
    for (const made of [home, this.directory]) mkdirSync(made);
    writeFileSync(path.join(this.directory, 'README.md'), '# demo\nline two\n');
    execFileSync('git', ['init', '--quiet'], { cwd: this.directory });
    this.#host = new TestHost(this.#root, {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TMPDIR: this.#root,
      LANG: 'C.UTF-8',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      npm_config_offline: 'true',
    });
    this.control = new PracticeControl({ url: model.url, key: 'record' });
  }

  static async open(name: string, config: Record<string, unknown> = {}): Promise<Stage> {
    const stage = new Stage(name, await startPracticeServer({ host: '127.0.0.1', port: 0, key: 'record' }), config);
    await stage.start();
    return stage;
  }

  get api(): Api {
    if (!this.#process) throw new Error('the server is not running');
    return new Api(this.#process);
  }

  get place() {
    return { session: this.session, directory: this.directory };
  }

  async start(): Promise<void> {
    const env = { HOME: path.join(this.#root, 'home'), OPENCODE_CONFIG_CONTENT: JSON.stringify(this.#config) };
    const binary = await findBinary({ env });
    const access = { baseUrl: `${this.#model.url}/v1`, key: 'record' };
    const started = await startServer(
      { host: this.#host, env, binary, practice: access, log: () => undefined },
      AbortSignal.timeout(patience),
    );
    this.#process = started;
    this.#write({ src: 'server', ev: 'healthy', version: binary.version });
    await new Promise<void>((resolve, reject) => {
      this.#disconnect = connect(started, {
        opened: () => resolve(),
        item: (item) => this.#item(item.directory, item.payload as Event),
        closed: (reason) => {
          this.note(`stream closed: ${reason}`);
          reject(new Error(reason));
        },
      });
    });
    await this.api.providers(this.directory, AbortSignal.timeout(patience));
    await this.api.agents(this.directory, AbortSignal.timeout(patience));
  }

  /** An empty title lets OpenCode make one. */
  async createSession(title: string): Promise<void> {
    const created = await this.api.createSession(this.directory, title, AbortSignal.timeout(patience));
    this.session = created.id;
  }

  async send(script: ScriptBuilder): Promise<string> {
    const messageID = newMessageId();
    const model = { providerID: practice.provider, modelID: practice.model };
    await this.api.prompt(
      this.place,
      { messageID, model, parts: [{ type: 'text', text: script.toPrompt() }] },
      AbortSignal.timeout(patience),
    );
    this.#write({ src: 'client', call: 'session.promptAsync', status: 204 });
    return messageID;
  }

  async abort(): Promise<void> {
    await this.api.abort(this.place, AbortSignal.timeout(patience));
    this.#write({ src: 'client', call: 'session.abort', status: 200 });
  }

  async reply(kind: 'permission' | 'question', ref: string, what: 'reply' | 'reject', body?: unknown): Promise<void> {
    await this.api.reply(`/${kind}/${ref}/${what}`, this.directory, body, AbortSignal.timeout(patience));
    this.#write({ src: 'client', call: `${kind}.${what}`, status: 200 });
  }

  async history(): Promise<void> {
    this.#write({
      src: 'client',
      call: 'session.messages',
      status: 200,
      data: await this.api.newest(this.place, 50, AbortSignal.timeout(patience)),
    });
  }

  async kill(): Promise<void> {
    if (this.#process) process.kill(this.#process.pid, 'SIGKILL');
    await this.#process?.exited;
    this.note('killed');
  }

  /** Waits until an answer of the model stands at the gate. */
  async gate(name: string): Promise<void> {
    await this.control.waitForGate(name, { timeoutMs: patience });
  }

  note(text: string): void {
    this.#write({ src: 'lab', note: text });
  }

  /** How many events there are: `from` for what comes after now. */
  get mark(): number {
    return this.#events.length;
  }

  async event<Kind extends Event['type']>(
    kind: Kind,
    fits: (event: Extract<Event, { type: Kind }>) => boolean = () => true,
    from = 0,
  ): Promise<Extract<Event, { type: Kind }>> {
    const deadline = performance.now() + patience;
    while (performance.now() < deadline) {
      const found = this.#events.slice(from).find((event) => event.type === kind && fits(event as Extract<Event, { type: Kind }>));
      if (found) return found as Extract<Event, { type: Kind }>;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${this.#name}: no ${kind} came`);
  }

  /** Waits until the session is idle, counted from `from`, and what follows the idle has come. */
  async idle(from: number): Promise<void> {
    await this.event('session.idle', (event) => event.properties.sessionID === this.session, from);
    await new Promise((resolve) => setTimeout(resolve, 600));
  }

  /** Ends all and writes the trace. */
  async close(folder: string): Promise<void> {
    this.#disconnect();
    await this.#process?.end(1_000);
    await this.#model.stop();
    rmSync(this.#root, { recursive: true, force: true });
    writeFileSync(path.join(folder, `${this.#name}.jsonl`), `${this.#lines.join('\n')}\n`);
  }

  #item(directory: string | undefined, payload: Event): void {
    this.#events.push(payload);
    if (noise.has(payload.type)) return;
    this.#write({ src: 'global', data: { directory, payload: slim(payload) } });
  }

  #write(record: Record<string, unknown>): void {
    const line = JSON.stringify({ ms: Math.round(performance.now() - this.#begun), ...record }).replaceAll(
      this.#root,
      `/lab/oc-${this.#name}`,
    );
    this.#size += line.length + 1;
    if (this.#size <= sizeLimit) this.#lines.push(line);
  }
}

function slim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slim);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, field]) => (left.has(name) ? [] : [[name, slim(field)]])));
}
