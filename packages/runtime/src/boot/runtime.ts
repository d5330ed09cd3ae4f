import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ThreadId } from '@plumbline/lifecycle';
import { keepUpload, openUpload } from '../attachments/index.ts';
import { toFault } from '../commands/faults.ts';
import type { Runtime, RuntimeOptions, SystemStatus } from '../contract.ts';
import { RuntimeFault } from '../contract.ts';
import { feed } from '../live/feed.ts';
import type { Supervisor } from '../supervisor/index.ts';
import { inspect, pidOf } from './inspect.ts';
import type { Machine } from './machine.ts';
import { createProjects } from './projects.ts';
import { createProviderList } from './providers.ts';
import { createVerify } from './verify.ts';
import { version } from './version.ts';

/** UTF-16 units of one page of a blob. */
const blobPage = 65_536;

export interface RuntimeParts {
  readonly machine: Machine;
  readonly options: RuntimeOptions;
  readonly databaseUrl: string;
  readonly supervisor: Pick<Supervisor, 'processes'>;
  readonly shutdown: AbortController;
  /** Ends everything; called once. */
  end(): Promise<void>;
}

/** The runtime as the rest of the server sees it: reads from the store, commands, the feed. */
export function createFacade(parts: RuntimeParts): Runtime {
  const { machine, options, databaseUrl, shutdown } = parts;
  const { core, commands } = machine;
  const { store } = core;
  const since = core.clock.monotonic();
  let stopped: Promise<void> | null = null;
  return {
    version,
    get state() {
      return core.phase;
    },
    projects: createProjects(core, commands, machine.once),
    providers: createProviderList(core),
    threads: createThreads(parts),
    attachments: {
      keep: (data) => keepUpload(store, core.clock, data).catch(fail),
      open: async (blobId) => (await openUpload(store, blobId).catch(fail)) ?? notFound('ATTACHMENT_NOT_FOUND', 'There is no such file.'),
    },
    dispatch: (input) => commands.dispatch(input),
    live: (input, signal) =>
      feed(
        {
          store,
          hub: machine.hub,
          clock: core.clock,
          flush: core.timing.liveFlush,
          shownTexts: (threadId) => core.texts.shownOf(threadId),
        },
        input,
        AbortSignal.any([signal, shutdown.signal]),
      ),
    status: () => status(parts, core.clock.monotonic() - since),
    metrics: () => core.metrics.text(),
    verify: createVerify({ program: options.verifyProgram, dataDir: options.dataDir, databaseUrl, shutdown: shutdown.signal }),
    backup: () => backup(parts),
    access: store.access,
    shutdown: shutdown.signal,
    stop() {
      stopped ??= parts.end();
      return stopped;
    },
  };
}

function createThreads(parts: RuntimeParts): Runtime['threads'] {
  const { store } = parts.machine.core;
  const noThread = () => notFound('THREAD_NOT_FOUND', 'There is no such thread, or no such page of it.');
  const known = async (threadId: ThreadId) => (await store.summary(threadId).catch(fail)) ?? noThread();
  return {
    list: (query) => store.listThreads(query).catch(fail),
    search: (query) => store.search(query).catch(fail),
    get: async (threadId) => (await store.snapshot(threadId).catch(fail)) ?? noThread(),
    history: async (threadId, olderCursor) => (await store.history(threadId, olderCursor).catch(fail)) ?? noThread(),
    async read(threadId) {
      const live = await store.loadThread(threadId).catch(fail);
      const thread = await store.summary(threadId).catch(fail);
      if (live === null || thread === null) return noThread();
      const project = await store.project(thread.projectId).catch(fail);
      return { thread, ...(project && { project }), queue: live.state.queue, pieces: store.pieces(threadId) };
    },
    async ignored(threadId, query) {
      await known(threadId);
      return store.ignored(threadId, query).catch(fail);
    },
    async log(threadId, query) {
      await known(threadId);
      return store.logPage(threadId, query).catch(fail);
    },
    inspect: async (threadId) => inspect(parts, await known(threadId)).catch(fail),
    async blob(threadId, blobId, from) {
      await known(threadId);
      const page = (await store.blob(blobId, from, blobPage).catch(fail)) ?? notFound('BLOB_NOT_FOUND', 'There is no such output.');
      return { text: page.text, from, length: page.length };
    },
  };
}

async function status({ machine, options, databaseUrl, supervisor }: RuntimeParts, uptimeMs: number): Promise<SystemStatus> {
  const { core, storage } = machine;
  const { store } = core;
  const size = await store.size();
  const processes = supervisor.processes();
  const providers = await Promise.all(
    [...core.providers.values()].map(async (provider) => {
      const pid = pidOf(processes, provider.id);
      return { id: provider.id, status: (await provider.describe()).status, ...(pid === undefined ? {} : { pid }) };
    }),
  );
  const live = [...core.lanes()].filter((lane) => lane.state?.turn !== undefined).length;
  return {
    version,
    dataDir: options.dataDir,
    database: { url: withoutSecrets(databaseUrl), bytes: size.bytes, events: size.events, healed: store.healed(), writable: storage.works },
    sequence: store.head(),
    threads: { total: size.threads, removed: size.removed, live },
    providers,
    ignored: core.ignored.read(),
    uptimeMs: Math.round(uptimeMs),
  };
}

async function backup({ machine, options }: RuntimeParts): Promise<{ file: string; bytes: number }> {
  const folder = join(options.dataDir, 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stamp = new Date(machine.core.clock.now()).toISOString().replaceAll(/[:.]/g, '-');
  const file = join(folder, `plumbline-${stamp}.db`);
  const { bytes } = await machine.core.store.backup(file).catch(fail);
  return { file, bytes };
}

/** A database server's address may carry a token. */
function withoutSecrets(url: string): string {
  return url.replace(/\?.*$/, '').replace(/\/\/[^/@]*@/, '//');
}

function fail(error: unknown): never {
  throw toFault(error);
}

function notFound(code: 'THREAD_NOT_FOUND' | 'BLOB_NOT_FOUND' | 'ATTACHMENT_NOT_FOUND', message: string): never {
  throw new RuntimeFault(code, message);
}
