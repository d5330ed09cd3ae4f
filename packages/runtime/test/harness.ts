import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ThreadEvent, ThreadId, ThreadSnapshot } from '@plumbline/lifecycle';
import type { Provider } from '@plumbline/providers';
import { vi } from 'vitest';
import { createRuntimeWith } from '../src/boot/create-runtime.ts';
import type { DispatchResult, Runtime, RuntimeCommand, RuntimeOptions, Timing } from '../src/contract.ts';
import { createLog } from '../src/log/index.ts';
import { migrations, verifyProgram } from './migrations.ts';
import { ScriptedProvider } from './scripted-provider.ts';

/** Short, so that a test waits for what it is about and for nothing else. */
export const quickTiming: Partial<Timing> = {
  startDeadline: 1_500,
  acceptDeadline: 600,
  stopDeadline: 500,
  silence: 300,
  quietAfter: 5_000,
  observeDeadline: 300,
  observeAgain: 60,
  startUpPass: 1_000,
  textFlush: 15,
  liveFlush: 10,
};

export interface Bench {
  readonly dataDir: string;
  readonly runtime: Runtime;
  readonly provider: ScriptedProvider;
  send(threadId: ThreadId, text: string): Promise<DispatchResult>;
  do(command: RuntimeCommand): Promise<DispatchResult>;
  newThread(): Promise<ThreadId>;
  get(threadId: ThreadId): Promise<ThreadSnapshot>;
  /** Waits until the thread is so. */
  until(threadId: ThreadId, condition: (snapshot: ThreadSnapshot) => boolean): Promise<ThreadSnapshot>;
  events(threadId: ThreadId): Promise<readonly ThreadEvent['type'][]>;
  /** Ends this runtime as a clean stop, or leaves it, and starts another on the same data. */
  restart(options?: { timing?: Partial<Timing> }): Promise<Bench>;
  /** Starts another runtime on a copy of the data as it lies on the disk at this moment: what a kill -9 leaves. */
  crash(options?: { timing?: Partial<Timing> }): Promise<Bench>;
  close(): Promise<void>;
}

export function optionsFor(dataDir: string, timing: Partial<Timing> = {}): RuntimeOptions {
  return {
    dataDir,
    practice: false,
    practiceProgram: '/nowhere',
    verifyProgram,
    migrations,
    env: { PATH: process.env.PATH, HOME: dataDir },
    url: 'http://127.0.0.1:0',
    timing: { ...quickTiming, ...timing },
  };
}

export async function openBench(
  given: { dataDir?: string; provider?: ScriptedProvider; timing?: Partial<Timing>; patience?: number } = {},
): Promise<Bench> {
  const dataDir = given.dataDir ?? realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-runtime-')));
  const provider = given.provider ?? new ScriptedProvider();
  const providers: readonly Provider[] = [provider];
  const log = createLog({ level: process.env.PLUMBLINE_TEST_LOG === undefined ? 'silent' : 'debug' });
  const runtime = await createRuntimeWith(optionsFor(dataDir, given.timing), () => providers, {
    log,
    ...(given.patience === undefined ? {} : { patience: given.patience }),
  });
  return bench(dataDir, runtime, provider);
}

function bench(dataDir: string, runtime: Runtime, provider: ScriptedProvider): Bench {
  const get = (threadId: ThreadId) => runtime.threads.get(threadId);
  const dispatch = (command: RuntimeCommand) => runtime.dispatch({ command });
  return {
    dataDir,
    runtime,
    provider,
    get,
    do: dispatch,
    send: (threadId, text) => dispatch({ type: 'thread.turn.start', threadId, text }),
    async newThread() {
      const path = join(dataDir, 'project');
      mkdirSync(path, { recursive: true });
      const { projectId } = await runtime.projects.add({ path });
      return (await dispatch({ type: 'thread.create', projectId, settings: {} })).threadId;
    },
    async until(threadId, condition) {
      return vi.waitFor(
        async () => {
          const snapshot = await get(threadId);
          if (condition(snapshot)) return snapshot;
          throw new Error(
            `the thread is not so: ${JSON.stringify({ session: snapshot.session, turn: snapshot.turns.at(-1), queue: snapshot.queue })}`,
          );
        },
        { timeout: 8_000, interval: 10 },
      );
    },
    async events(threadId) {
      const controller = new AbortController();
      const { cursor } = await get(threadId);
      const epoch = cursor.slice(0, cursor.lastIndexOf('.'));
      for await (const flush of runtime.live({ threadId, cursor: `${epoch}.0` }, controller.signal)) {
        controller.abort();
        return flush.messages.flatMap((message) => (message.kind === 'event' && message.event !== null ? [message.event.type] : []));
      }
      return [];
    },
    async restart(options = {}) {
      await runtime.stop();
      return openBench({ dataDir, provider, ...options });
    },
    async crash(options = {}) {
      const copy = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-runtime-')));
      cpSync(dataDir, copy, { recursive: true, filter: (file) => !/lock\.db|server\.json/.test(file) });
      const next = await openBench({ dataDir: copy, provider, ...options });
      // What is left of the crashed one has no agent and no reader; it is ended so that no timer of it is left.
      return {
        ...next,
        async close() {
          await next.close();
          await runtime.stop();
          rmSync(dataDir, { recursive: true, force: true });
        },
      };
    },
    async close() {
      await runtime.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
