import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ThreadEvent, ThreadId, ThreadSnapshot, TurnSummary } from '@plumbline/lifecycle';
import { LyingControl, lyingModelId, promptOf, type Script, type SessionTruth } from '@plumbline/providers/lying';
import { vi } from 'vitest';
import { createRuntimeWith } from '../src/boot/create-runtime.ts';
import { makeProviders } from '../src/boot/providers.ts';
import type { DispatchResult, Runtime, RuntimeCommand, Timing } from '../src/contract.ts';
import { createLog } from '../src/log/index.ts';
import { optionsFor } from './harness.ts';
import { lyingProgram } from './server-process.ts';

/** Times of the rules are short; those that a real process on a busy machine needs are long. */
const timing: Partial<Timing> = { startDeadline: 40_000, acceptDeadline: 2_000, stopDeadline: 2_000, silence: 500, observeDeadline: 1_000 };
/** For one condition, in ms: the child may have to be started first. */
const patience = 45_000;

/** A runtime with the real child of the lying provider under the real supervisor. */
export class LyingBench {
  readonly root: string;
  readonly dataDir: string;
  #runtime: Runtime | null = null;
  readonly #lying: { readonly program: string; readonly seed: number | null };

  private constructor(seed: number | null) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-lying-')));
    this.dataDir = join(this.root, 'data');
    mkdirSync(this.dataDir);
    this.#lying = { program: lyingProgram, seed };
  }

  static async open(seed: number | null = null): Promise<LyingBench> {
    const bench = new LyingBench(seed);
    await bench.start();
    return bench;
  }

  async start(): Promise<void> {
    const log = createLog({ level: process.env.PLUMBLINE_TEST_LOG === undefined ? 'silent' : 'debug' });
    const options = { ...optionsFor(this.dataDir, timing), lying: this.#lying };
    this.#runtime = await createRuntimeWith(options, makeProviders, { log });
  }

  get runtime(): Runtime {
    if (this.#runtime === null) throw new Error('the runtime does not run');
    return this.#runtime;
  }

  get control(): LyingControl {
    return LyingControl.of(this.dataDir);
  }

  do(command: RuntimeCommand): Promise<DispatchResult> {
    return this.runtime.dispatch({ command });
  }

  async newThread(): Promise<ThreadId> {
    const path = join(this.root, 'project');
    mkdirSync(path, { recursive: true });
    const { projectId } = await this.runtime.projects.add({ path });
    const settings = { provider: 'lying', model: lyingModelId };
    return (await this.do({ type: 'thread.create', projectId, settings })).threadId;
  }

  send(threadId: ThreadId, steps: Script['steps'], options: Omit<Script, 'steps'> = {}): Promise<DispatchResult> {
    return this.do({ type: 'thread.turn.start', threadId, text: promptOf(steps, options) });
  }

  /** A new thread with this script as its first turn. */
  async begin(steps: Script['steps'], options: Omit<Script, 'steps'> = {}): Promise<ThreadId> {
    const threadId = await this.newThread();
    await this.send(threadId, steps, options);
    return threadId;
  }

  steer(threadId: ThreadId, steps: Script['steps']): Promise<DispatchResult> {
    return this.do({ type: 'thread.turn.start', threadId, text: promptOf(steps), delivery: 'steer' });
  }

  stop(threadId: ThreadId): Promise<DispatchResult> {
    return this.do({ type: 'thread.turn.interrupt', threadId });
  }

  get(threadId: ThreadId): Promise<ThreadSnapshot> {
    return this.runtime.threads.get(threadId);
  }

  async until(threadId: ThreadId, condition: (snapshot: ThreadSnapshot) => boolean): Promise<ThreadSnapshot> {
    return vi.waitFor(
      async () => {
        const snapshot = await this.get(threadId);
        if (condition(snapshot)) return snapshot;
        const { session, turns, queue, items } = snapshot;
        throw new Error(`the thread is not so: ${JSON.stringify({ session, turns, queue, items })}`);
      },
      { timeout: patience, interval: 20 },
    );
  }

  /** Waits until the newest turn has settled. */
  async settled(threadId: ThreadId): Promise<TurnSummary & { readonly said: readonly string[] }> {
    const snapshot = await this.until(threadId, ({ turns }) => isSettled(turns.at(-1)));
    const turn = snapshot.turns.at(-1);
    if (turn === undefined) throw new Error('there is no turn');
    return { ...turn, said: saidIn(snapshot, turn.turnId) };
  }

  /** Waits until nothing is live here, each turn has one outcome in the log, and nothing is left open. */
  async rested(threadId: ThreadId): Promise<ThreadSnapshot> {
    const rest = await this.until(
      threadId,
      ({ turns, session, state }) => turns.every(isSettled) && isSettled(turns.at(-1)) && state.turn === undefined && !session.draining,
    );
    const outcomes = (await this.events(threadId)).filter(({ type }) => type === 'turn.settled');
    if (outcomes.length !== rest.turns.length) throw new Error(`${outcomes.length} outcomes for ${rest.turns.length} turns`);
    if (rest.items.some((item) => item.status === 'streaming')) throw new Error('an item still streams');
    if (rest.requests.some((request) => request.state === 'open' || request.state === 'answering')) throw new Error('a request is open');
    return rest;
  }

  /** Resolves when the child stands at the gate; it may have to be started first. */
  async reached(gate: string): Promise<void> {
    await vi.waitFor(
      async () => {
        if (!(await this.control.reached(gate))) throw new Error(`nobody came to the gate ${gate}`);
      },
      { timeout: patience, interval: 50 },
    );
  }

  /** What the child truly did in the session that got this text first; without a text, in the first of all. */
  async truth(text = ''): Promise<SessionTruth> {
    const { sessions } = await this.control.truth();
    const session = sessions.find(({ prompts }) => text === '' || prompts[0]?.text.includes(text));
    if (session === undefined) throw new Error(`the child has no session ${text}`);
    return session;
  }

  /** The thread's log. */
  async events(threadId: ThreadId): Promise<readonly ThreadEvent[]> {
    const { cursor } = await this.get(threadId);
    const controller = new AbortController();
    const from = `${cursor.slice(0, cursor.lastIndexOf('.'))}.0`;
    for await (const { messages } of this.runtime.live({ threadId, cursor: from }, controller.signal)) {
      controller.abort();
      return messages.flatMap((message) => (message.kind === 'event' && message.event !== null ? [message.event] : []));
    }
    return [];
  }

  /** How often signals were ignored for this reason; without one, for any. */
  async ignored(reason?: string): Promise<number> {
    const { ignored } = await this.runtime.status();
    return Object.entries(ignored).reduce(
      (sum, [name, count]) => (reason === undefined || name.split(' ')[0] === reason ? sum + count : sum),
      0,
    );
  }

  async restart(): Promise<void> {
    await this.runtime.stop();
    await this.start();
  }

  async close(): Promise<void> {
    await this.#runtime?.stop();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function saidIn(snapshot: ThreadSnapshot, turnId: TurnSummary['turnId']): readonly string[] {
  return snapshot.items.flatMap((item) => (item.turnId === turnId && item.kind === 'assistant' ? [item.text] : []));
}

function isSettled(turn: TurnSummary | undefined): boolean {
  return turn !== undefined && turn.state !== 'pending' && turn.state !== 'running';
}
