import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ThreadId, ThreadSnapshot, TurnSummary } from '@plumbline/lifecycle';
import { LyingControl, lyingModelId, promptOf, type Script, type SessionTruth } from '@plumbline/providers/lying';
import { vi } from 'vitest';
import { createRuntimeWith } from '../src/boot/create-runtime.ts';
import { makeProviders } from '../src/boot/providers.ts';
import type { DispatchResult, Runtime, RuntimeCommand, Timing } from '../src/contract.ts';
import { createLog } from '../src/log/index.ts';
import { optionsFor, quickTiming } from './harness.ts';

export const lyingProgram = fileURLToPath(new URL('../../providers/src/lying/child/main.ts', import.meta.url));

/** The child is a real process: it is given the time to start. */
const timing: Partial<Timing> = {
  ...quickTiming,
  startDeadline: 40_000,
  acceptDeadline: 2_000,
  stopDeadline: 2_000,
  observeDeadline: 1_000,
};

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
    const options = { ...optionsFor(this.dataDir), timing, lying: this.#lying };
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
      { timeout: 20_000, interval: 20 },
    );
  }

  /** Waits until the newest turn has settled. */
  async settled(threadId: ThreadId): Promise<TurnSummary & { readonly said: readonly string[] }> {
    const snapshot = await this.until(threadId, ({ turns }) => isSettled(turns.at(-1)));
    const turn = snapshot.turns.at(-1);
    if (turn === undefined) throw new Error('there is no turn');
    return { ...turn, said: saidIn(snapshot, turn.turnId) };
  }

  /** Resolves when the child stands at the gate; it may have to be started first. */
  async reached(gate: string): Promise<void> {
    await vi.waitFor(
      async () => {
        if (!(await this.control.reached(gate))) throw new Error(`nobody came to the gate ${gate}`);
      },
      { timeout: 20_000, interval: 50 },
    );
  }

  /** What the child did with the thread's session; there is one in a test. */
  async truth(): Promise<SessionTruth> {
    const { sessions } = await this.control.truth();
    const [session] = sessions;
    if (session === undefined) throw new Error('the child has no session');
    return session;
  }

  /** How often each kind of event is in the thread's log. */
  async events(threadId: ThreadId): Promise<readonly string[]> {
    const { cursor } = await this.get(threadId);
    const controller = new AbortController();
    const from = `${cursor.slice(0, cursor.lastIndexOf('.'))}.0`;
    for await (const { messages } of this.runtime.live({ threadId, cursor: from }, controller.signal)) {
      controller.abort();
      return messages.flatMap((message) => (message.kind === 'event' && message.event !== null ? [message.event.type] : []));
    }
    return [];
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
