import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProjectId, ThreadId } from '@plumbline/lifecycle';
import { ServerProcess } from '@plumbline/runtime/testing';
import { openExisting, verify, verifyThread } from '@plumbline/store/maintenance';
import { type Agent, type Call, lacking, type Subject } from '../subject.ts';
import type { Rule } from './door.ts';
import { Thread } from './thread.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('./program.ts', import.meta.url));

/** One data directory with a server and the subject's agent on it. Both can be killed, and the calls between them held up. */
export class Stage {
  readonly subject: Subject;
  readonly server: ServerProcess;
  readonly agent: Agent;
  #threads = 0;

  private constructor(subject: Subject) {
    this.subject = subject;
    this.server = new ServerProcess({ program, ...subject.server });
    this.agent = subject.connect(this.server);
  }

  static async open(subject: Subject): Promise<Stage> {
    const stage = new Stage(subject);
    await stage.server.start();
    return stage;
  }

  can(...needs: Parameters<typeof lacking>[1]): boolean {
    return lacking(this.subject, needs) === null;
  }

  /** A new thread in a new project, whose directory nobody else uses. */
  async newThread(): Promise<Thread> {
    this.#threads += 1;
    const directory = join(this.server.root, `project-${this.#threads}`);
    mkdirSync(directory);
    execFileSync('git', ['init', '--quiet'], { cwd: directory });
    const { projectId } = await this.server.ask<{ projectId: ProjectId }>('addProject', directory);
    const { threadId } = await this.server.do({ type: 'thread.create', projectId, settings: this.subject.settings });
    return new Thread(this, { threadId, projectId, directory, key: `t${this.#threads}` }, await this.server.get(threadId));
  }

  /** Requests of this kind wait before the agent. */
  hold(call: Call): Promise<void> {
    return this.#rule({ pattern: this.subject.calls[call], how: 'hold' });
  }

  /** Resolves when such a request waits. */
  async held(call: Call): Promise<void> {
    const count = () => this.server.ask<number>('waiting', this.subject.calls[call]);
    await until(`a request to ${call} waits before the agent`, async () => ((await count()) > 0 ? true : undefined));
  }

  /** The agent answers requests of this kind with an error. */
  refuse(call: Call): Promise<void> {
    return this.#rule({ pattern: this.subject.calls[call], how: 'refuse' });
  }

  /** Connections of this kind break, and new ones too. */
  cut(call: Call): Promise<void> {
    return this.#rule({ pattern: this.subject.calls[call], how: 'drop' });
  }

  /** As before: what was held goes through. */
  async let(call: Call): Promise<void> {
    await this.server.ask('lift', this.subject.calls[call]);
  }

  async #rule(rule: Rule): Promise<void> {
    await this.server.ask('rule', rule);
  }

  /** kill -9 of Plumbline. The agent lives on. */
  async killPlumbline(): Promise<void> {
    await this.server.kill();
  }

  /** kill -9 of the agent's process. */
  async killAgent(pid?: number): Promise<void> {
    process.kill(pid ?? (await this.agent.pid()), 'SIGKILL');
  }

  /** Resolves when the agent itself has said the text to its end, whether or not anybody heard it. */
  async saidElsewhere({ directory }: Thread, text: string): Promise<void> {
    const said = async () => (await this.agent.history(directory))?.said ?? [];
    await until(`the agent has said "${text}"`, async () => ((await said()).includes(text) ? true : undefined));
  }

  /** What the auditor finds wrong with a thread in the database. */
  async verifyThread(threadId: ThreadId): Promise<readonly string[]> {
    const database = await openExisting(this.#databaseUrl);
    try {
      return (await verifyThread(database, threadId)).findings;
    } finally {
      database.close();
    }
  }

  /** A clean stop. What is wrong afterwards: processes that are left, and what the auditor finds in the database. */
  async end(): Promise<readonly string[]> {
    await this.server.stop();
    const wrong = this.server.left().map((pid) => `process ${pid} is left`);
    const database = await openExisting(this.#databaseUrl);
    await verify(database, (line) => wrong.push(line)).finally(() => database.close());
    await this.server.end();
    return wrong;
  }

  /** Everything is killed, and nothing asked: after a scenario has failed. */
  async abandon(): Promise<void> {
    await this.server.kill();
    await this.server.end();
  }

  get #databaseUrl(): string {
    return pathToFileURL(join(this.server.dataDir, 'plumbline.db')).href;
  }
}
