import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ThreadEvent, ThreadId, ThreadSnapshot } from '@plumbline/lifecycle';
import { LyingControl, lyingModelId, promptOf, type Script, type SessionTruth } from '@plumbline/providers/lying';
import { vi } from 'vitest';
import { createRuntimeWith } from '../src/boot/create-runtime.ts';
import { makeProviders } from '../src/boot/providers.ts';
import type { Runtime, RuntimeCommand, Timing } from '../src/contract.ts';
import { createLog } from '../src/log/index.ts';
import { optionsFor } from './harness.ts';

const program = fileURLToPath(new URL('../../providers/src/lying/child/main.ts', import.meta.url));

/** Times of the rules are short; those that a busy machine needs are long. */
const timing: Partial<Timing> = { startDeadline: 40_000, acceptDeadline: 1_500, stopDeadline: 1_000, silence: 500, observeDeadline: 1_000 };
const settled = new Set(['completed', 'interrupted', 'error']);

/** The whole runtime with the real supervisor and the lying provider as a real child. */
export class LyingBench {
  readonly #dataDir: string;
  readonly #runtime: Runtime;

  private constructor(dataDir: string, runtime: Runtime) {
    this.#dataDir = dataDir;
    this.#runtime = runtime;
  }

  static async open(): Promise<LyingBench> {
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-lying-')));
    mkdirSync(join(dataDir, 'project'));
    const log = createLog({ level: process.env.PLUMBLINE_TEST_LOG === undefined ? 'silent' : 'debug' });
    const options = { ...optionsFor(dataDir, timing), lying: { program, seed: null } };
    return new LyingBench(dataDir, await createRuntimeWith(options, makeProviders, { log }));
  }

  async close(): Promise<void> {
    await this.#runtime.stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  do(command: RuntimeCommand) {
    return this.#runtime.dispatch({ command });
  }

  async newThread(): Promise<ThreadId> {
    const { projectId } = await this.#runtime.projects.add({ path: join(this.#dataDir, 'project') });
    const settings = { provider: 'lying', model: lyingModelId };
    return (await this.do({ type: 'thread.create', projectId, settings })).threadId;
  }

  async send(threadId: ThreadId, steps: Script['steps'], options: Omit<Script, 'steps'> = {}): Promise<void> {
    await this.do({ type: 'thread.turn.start', threadId, text: promptOf(steps, options) });
  }

  /** A new thread with this script as its first turn. */
  async begin(steps: Script['steps'], options: Omit<Script, 'steps'> = {}): Promise<ThreadId> {
    const threadId = await this.newThread();
    await this.send(threadId, steps, options);
    return threadId;
  }

  until(threadId: ThreadId, condition: (snapshot: ThreadSnapshot) => boolean): Promise<ThreadSnapshot> {
    return vi.waitFor(
      async () => {
        const snapshot = await this.#runtime.threads.get(threadId);
        if (condition(snapshot)) return snapshot;
        const { session, turns, items } = snapshot;
        throw new Error(`the thread is not so: ${JSON.stringify({ session, turn: turns.at(-1), items })}`);
      },
      { timeout: 45_000, interval: 20 },
    );
  }

  /** Waits until nothing is live here, each turn has one outcome in the log, and nothing is left open. */
  async rested(threadId: ThreadId): Promise<ThreadSnapshot> {
    const rest = await this.until(threadId, ({ turns, session, state }) => {
      const isSettled = turns.length > 0 && turns.every((turn) => settled.has(turn.state));
      return isSettled && state.turn === undefined && session.draining === undefined;
    });
    const outcomes = (await this.events(threadId)).filter((event) => event.type === 'turn.settled');
    if (outcomes.length !== rest.turns.length) throw new Error(`${outcomes.length} outcomes for ${rest.turns.length} turns`);
    if (rest.items.some((item) => item.status === 'streaming')) throw new Error('an item still streams');
    if (rest.requests.some((request) => request.state === 'open' || request.state === 'answering')) throw new Error('a request is open');
    return rest;
  }

  async events(threadId: ThreadId): Promise<readonly ThreadEvent[]> {
    const controller = new AbortController();
    const { cursor } = await this.#runtime.threads.get(threadId);
    const start = `${cursor.slice(0, cursor.lastIndexOf('.'))}.0`;
    for await (const flush of this.#runtime.live({ threadId, cursor: start }, controller.signal)) {
      controller.abort();
      return flush.messages.flatMap((message) => (message.kind === 'event' && message.event !== null ? [message.event] : []));
    }
    return [];
  }

  /** How often signals were ignored for this reason; without one, for any. */
  async ignored(reason?: string): Promise<number> {
    const { ignored } = await this.#runtime.status();
    return Object.entries(ignored).reduce(
      (sum, [name, count]) => (reason === undefined || name.split(' ')[0] === reason ? sum + count : sum),
      0,
    );
  }

  /** Of the child that lives now. */
  get control(): LyingControl {
    const { port, password } = JSON.parse(readFileSync(join(this.#dataDir, 'processes', 'lying.json'), 'utf8'));
    return new LyingControl({ port, token: password });
  }

  /** What the liar truly did in the session that got this text first. */
  async truth(text: string): Promise<SessionTruth> {
    const { sessions } = await this.control.truth();
    const found = sessions.find((session) => session.prompts[0]?.text.includes(text));
    if (found === undefined) throw new Error(`no session got ${text}`);
    return found;
  }
}
