import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProjectId, ThreadId } from '@plumbline/lifecycle';
import { ServerProcess } from '@plumbline/runtime/testing';
import { openExisting, verify, verifyThread } from '@plumbline/store/maintenance';
import type { Strike } from '../scenario.ts';
import { type Agent, type Call, lacking, type Subject } from '../subject.ts';
import type { Rule } from './door.ts';
import { Thread } from './thread.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('./program.ts', import.meta.url));

/** Half of what a user waits for: an agent that stops at all does so in much less, also on a busy machine. */
const timing = { stopDeadline: 5_000 };

/** One data directory with a server and the subject's agent on it. Both can be killed, and the calls between them held up. */
export class Stage {
  readonly subject: Subject;
  readonly server: ServerProcess;
  readonly agent: Agent;
  readonly #rules = new Set<Call>();
  #threads = 0;

  private constructor(subject: Subject) {
    this.subject = subject;
    const { options, ...spec } = subject.server;
    this.server = new ServerProcess({ program, ...spec, options: { timing, ...options } });
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

  /** A new thread with a title of its own; in the project that all share, whose directory is warm, unless it is given another. */
  async newThread(directory = this.server.project): Promise<Thread> {
    this.#threads += 1;
    const title = `t${this.#threads}`;
    const { projectId } = await this.server.ask<{ projectId: ProjectId }>('addProject', directory);
    const { threadId } = await this.server.do({ type: 'thread.create', projectId, settings: this.subject.settings, title });
    return new Thread(this, { threadId, projectId, directory, title }, await this.server.get(threadId));
  }

  /** A thread that a scenario made by itself, in the project of another. */
  async thread(threadId: ThreadId, { projectId, directory }: Thread): Promise<Thread> {
    const born = await this.server.get(threadId);
    return new Thread(this, { threadId, projectId, directory, title: born.thread.title }, born);
  }

  /** A new directory, to be a project's. */
  newDirectory(): string {
    const directory = mkdtempSync(join(this.server.root, 'project-'));
    execFileSync('git', ['init', '--quiet'], { cwd: directory });
    return directory;
  }

  /** Requests of this kind wait before the agent. */
  hold(call: Call): Promise<void> {
    return this.#rule(call, 'hold');
  }

  /** Holds requests of this kind up, and resolves when the one that `act` brings about waits too. */
  async holdBack(call: Call, act: () => Promise<unknown>): Promise<void> {
    await this.hold(call);
    const before = await this.#waiting(call);
    await act();
    await until(`a request to ${call} waits before the agent`, async () => ((await this.#waiting(call)) > before ? true : undefined));
  }

  #waiting(call: Call): Promise<number> {
    return this.server.ask('waiting', this.subject.calls[call]);
  }

  /** The agent answers requests of this kind with an error. */
  refuse(call: Call): Promise<void> {
    return this.#rule(call, 'refuse');
  }

  /** Connections of this kind break, and new ones too. */
  cut(call: Call): Promise<void> {
    return this.#rule(call, 'drop');
  }

  /** As before: what was held goes through. */
  async let(call: Call): Promise<void> {
    this.#rules.delete(call);
    await this.server.ask('lift', this.subject.calls[call]);
  }

  /** Nothing is held up, refused or cut any more. */
  async calm(): Promise<void> {
    for (const call of this.#rules) await this.let(call);
  }

  async #rule(call: Call, how: Rule['how']): Promise<void> {
    this.#rules.add(call);
    await this.server.ask('rule', { pattern: this.subject.calls[call], how } satisfies Rule);
  }

  /** kill -9, and a new start of Plumbline if it was killed. */
  async strike(what: Strike): Promise<void> {
    const agent = what === 'plumbline' ? null : await this.agent.pid();
    if (what !== 'agent') await this.server.kill();
    if (agent !== null) process.kill(agent, 'SIGKILL');
    if (what === 'agent') return this.calm();
    this.#rules.clear();
    await this.server.start();
  }

  /** Resolves when the agent itself has said the text to its end, whether or not anybody heard it. */
  async saidElsewhere(thread: Thread, text: string): Promise<void> {
    const said = async () => (await this.agent.history(thread))?.said ?? [];
    await until(`the agent has said "${text}"`, async () => ((await said()).includes(text) ? true : undefined));
  }

  /** Resolves when the agent has ended what the thread's last stop was for, whether or not anybody heard it. */
  async aborted(thread: Thread): Promise<void> {
    await until('the agent has stopped', async () => ((await this.agent.history(thread))?.aborted ? true : undefined));
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
