import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Lock, lockDataDir, openStore, type Store } from '@plumbline/store';
import { sweepUploads } from '../attachments/index.ts';
import { type Clock, settlesWithin, systemClock } from '../clock/index.ts';
import { toFault } from '../commands/faults.ts';
import type { Runtime, RuntimeOptions } from '../contract.ts';
import { createLog, type Log } from '../log/index.ts';
import { createPractice, type Practice } from '../practice/index.ts';
import { attachAll, followResting, reconcileAtStart } from '../reconcile/start-up.ts';
import { createSupervisor, type Supervisor } from '../supervisor/index.ts';
import { endMachine } from './clean-stop.ts';
import { connect, type Machine } from './machine.ts';
import { addSampleProject } from './projects.ts';
import { type MakeProviders, makeProviders } from './providers.ts';
import { createFacade } from './runtime.ts';
import { defaultTiming } from './timing.ts';
import { version } from './version.ts';

/** Boots the runtime: resolves when every thread that was at work has its verdict (rule 14). Throws RuntimeFault. */
export function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  return createRuntimeWith(options, makeProviders);
}

/** For tests: with other providers, another clock or another log. */
export async function createRuntimeWith(
  options: RuntimeOptions,
  make: MakeProviders,
  parts: { readonly clock?: Clock; readonly log?: Log; readonly patience?: number } = {},
): Promise<Runtime> {
  const clock = parts.clock ?? systemClock;
  try {
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    const log = parts.log ?? createLog({ file: join(options.dataDir, 'logs', 'server.log') });
    const lock = await lockDataDir(options.dataDir, { version });
    try {
      return await boot({ options, make, clock, log, lock, ...(parts.patience === undefined ? {} : { patience: parts.patience }) });
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw toFault(error);
  }
}

/** Writing what is queued, in ms. */
const closeDeadline = 1_500;

interface Boot {
  readonly options: RuntimeOptions;
  readonly make: MakeProviders;
  readonly clock: Clock;
  readonly log: Log;
  readonly lock: Lock;
  /** How long a write waits for a locked database, in ms. */
  readonly patience?: number;
}

/** The order matters: lock, database, what an older run left, what of it lives on, verdicts, then the doors open. */
async function boot({ options, make, clock, log, lock, patience }: Boot): Promise<Runtime> {
  const databaseUrl = options.databaseUrl ?? pathToFileURL(join(options.dataDir, 'plumbline.db')).href;
  const store = await openStore({
    url: databaseUrl,
    dataDir: options.dataDir,
    migrations: options.migrations,
    ...(patience === undefined ? {} : { patience }),
  });
  const supervisor = createSupervisor({ dataDir: options.dataDir, env: options.env, log });
  const practice = createPractice({ host: supervisor, dataDir: options.dataDir, program: options.practiceProgram, log, clock });
  try {
    await supervisor.sweep();
    const providers = make({ options, host: supervisor, practice, log, clock });
    const machine = connect({ store, providers, clock, timing: { ...defaultTiming, ...options.timing }, log });
    for (const provider of providers) machine.ingestion.listenTo(provider);
    await wakeUp(machine, options, practice);
    const shutdown = new AbortController();
    const endSweep = sweepUploads(store, clock, (error) => log.warn({ error }, 'What no message took could not be removed.'));
    const end = () => {
      endSweep();
      return endAll({ machine, store, supervisor, practice, shutdown, lock });
    };
    const runtime = createFacade({ machine, options, databaseUrl, supervisor, shutdown, end });
    await lock.announce({ url: options.url, version });
    return runtime;
  } catch (error) {
    await settlesWithin(closeDeadline, store.close());
    throw error;
  }
}

/** Verdicts first; then, with the doors open, what is still to be done is done (rules 14, 33). */
async function wakeUp(machine: Machine, options: RuntimeOptions, practice: Practice): Promise<void> {
  const { core, observer } = machine;
  await addSampleProject(core, options.dataDir);
  const attached = await attachAll(core);
  // A server that lives on was told the practice model's address: it is taken up, or started again, with it.
  if (options.practice && [...attached.values()].some((life) => life !== null)) void practice.endpoint();
  const { threads, resting } = await reconcileAtStart(core, observer, attached);
  core.phase = 'ready';
  for (const threadId of threads) {
    const lane = core.lane(threadId);
    lane
      .run(async () => core.changed(lane))
      .catch((error: unknown) => core.log.error({ threadId, error }, 'A thread could not be read at start.'));
  }
  followResting(core, observer, resting).catch((error: unknown) => core.log.error({ error }, 'A session at rest could not be followed.'));
}

interface Ending {
  readonly machine: Machine;
  readonly store: Store;
  readonly supervisor: Supervisor;
  readonly practice: Practice;
  readonly shutdown: AbortController;
  readonly lock: Lock;
}

async function endAll({ machine, store, supervisor, practice, shutdown, lock }: Ending): Promise<void> {
  machine.core.phase = 'stopping';
  shutdown.abort();
  await endMachine(machine, {
    endAll: async (graceMs) => {
      await practice.stop();
      await supervisor.endAll(graceMs);
    },
  });
  machine.core.texts.end();
  machine.core.metrics.end();
  await settlesWithin(closeDeadline, machine.core.ignored.flush());
  if (await settlesWithin(closeDeadline, store.close())) await lock.release();
  // Something may still be written: the directory stays locked until the process ends.
  else machine.core.log.error({}, 'The database could not be closed in time.');
}
