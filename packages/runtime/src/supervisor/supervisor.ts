import { createHash, randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { type HostedProcess, type ProcessHost, type ProcessSpec, ProviderFault } from '@plumbline/providers';
import type { Log } from '../log/log.ts';
import { createFreePorts } from './free-port.ts';
import { hostLife, killLeftovers } from './hosted.ts';
import { launch } from './launch.ts';
import { forget, type Life, lifeOfAdopted, verify } from './life.ts';
import { boundOutput } from './output-file.ts';
import type { ProcessTable } from './process-table.ts';
import { createRecordFiles, processName } from './record.ts';
import { killMarked, type SweepReport, sweepLeftovers } from './sweep.ts';
import { createProcessTable } from './system-table.ts';

/** Runs provider processes, finds again what an older run left, and leaves nothing behind (rule 35). */
export interface Supervisor extends ProcessHost {
  /** At start-up, before any bind. Kills orphans and confirms their death; what may be adopted lives on. At most 3 s. */
  sweep(): Promise<SweepReport>;
  /** Clean stop: no new starts, then every process, adopted or not, and all it left. At most `graceMs` and about 6 s. */
  endAll(graceMs: number): Promise<void>;
  /** SIGKILL at once, with all its children. Nothing happens when there is no such process. */
  killNow(name: string): Promise<void>;
  /** The processes of this run. */
  processes(): readonly HostedProcess[];
}

export interface SupervisorOptions {
  /** Exists, mode 0700. */
  readonly dataDir: string;
  /** The user's environment, as it came into ours. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Tells this data directory's processes from others; default: `ownerOf(dataDir)`. Only [A-Za-z0-9-]. */
  readonly owner?: string;
  readonly table?: ProcessTable;
}

const boundOutputEveryMs = 30_000;

/** From the place and not from a file in it: the copy of a data directory must not own the processes of the original. */
export function ownerOf(dataDir: string): string {
  return createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const owner = options.owner ?? ownerOf(options.dataDir);
  const table = options.table ?? createProcessTable();
  const records = createRecordFiles(options.dataDir);
  const log = options.log.child({ part: 'supervisor' });
  const stopping = new AbortController();
  const freePort = createFreePorts();
  const hosted = new Map<string, { readonly life: Life; readonly process: HostedProcess }>();
  const starting = new Map<string, Promise<HostedProcess>>();
  const adopting = new Map<string, Promise<HostedProcess | null>>();
  /** Marks of this run, from before the spawn on: a sweep leaves them alone. */
  const lives = new Set<string>();
  /** By name: what still has to die before the name may be used again. */
  const cleaning = new Map<string, Promise<void>>();

  const host = (life: Life): HostedProcess => {
    const { record } = life;
    const over = (): void => {
      clearInterval(bounding);
      forget(records, record);
      if (hosted.get(record.name)?.life === life) hosted.delete(record.name);
      lives.delete(record.life);
    };
    const process = hostLife(table, life, over);
    const bounding = setInterval(() => boundQuietly(record.logFile, log), boundOutputEveryMs).unref();
    hosted.set(record.name, { life, process });
    lives.add(record.life);
    life.exited.then((exit) => {
      log.info({ name: record.name, pid: record.pid, ...exit }, 'process ended');
      over();
      // It may have ended without us (kill -9): its commands run on as orphans.
      const clean = killLeftovers(table, life).then(
        ({ killed, left }) => {
          if (killed + left.length > 0) log.warn({ name: record.name, killed, left: left.map((entry) => entry.pid) }, 'killed its orphans');
        },
        (error) => log.error({ name: record.name, error }, 'its orphans could not be looked for'),
      );
      cleaning.set(record.name, clean);
      clean.finally(() => cleaning.get(record.name) === clean && cleaning.delete(record.name));
    });
    return process;
  };

  const takeUp = async (name: string): Promise<HostedProcess | null> => {
    const record = processName.test(name) ? records.read(name) : null;
    if (record === null) return null;
    if (record === 'damaged') {
      records.remove(name);
      return null;
    }
    const verdict = await verify(table, record, owner);
    if (verdict.kind === 'living') {
      log.info({ name, pid: record.pid, startedAt: record.startedAt }, 'took up a process of an older run');
      return host(lifeOfAdopted(table, record));
    }
    if (verdict.kind === 'unverifiable') log.warn({ name, pid: record.pid, reason: verdict.reason }, 'left a process alone');
    else await killLeftovers(table, { record });
    forget(records, record);
    return null;
  };

  const adopt = async (name: string): Promise<HostedProcess | null> => {
    const here = hosted.get(name);
    if (here !== undefined) return here.process;
    const underWay = adopting.get(name) ?? takeUp(name).finally(() => adopting.delete(name));
    adopting.set(name, underWay);
    return underWay;
  };

  const start = async (spec: ProcessSpec): Promise<HostedProcess> => {
    await cleaning.get(spec.name);
    // A verified process of an older run that nobody took up: the name has one living process at most.
    const older = await adopt(spec.name);
    await older?.end(1_000);
    const mark = `${owner}/${spec.name}/${randomBytes(6).toString('hex')}`;
    lives.add(mark);
    const context = { dataDir: options.dataDir, env: options.env, mark, table, records, stopping: stopping.signal };
    const life = await launch(context, spec).catch((failure) => {
      lives.delete(mark);
      throw failure;
    });
    log.info({ name: spec.name, pid: life.record.pid, port: spec.port }, 'process started');
    const process = host(life);
    if (stopping.signal.aborted) {
      await process.end(0);
      throw new ProviderFault('SHUTTING_DOWN', `Plumbline is stopping; ${spec.name} was not started.`);
    }
    return process;
  };

  return {
    async adopt(name) {
      if (stopping.signal.aborted) return null;
      // One that is being started is not an older run's, although it has a record already.
      const underWay = starting.get(name);
      return underWay === undefined ? adopt(name) : underWay.catch(() => null);
    },
    freePort,
    start(spec) {
      const refusal = refuseStart(spec.name, stopping.signal.aborted, hosted.has(spec.name) || starting.has(spec.name));
      if (refusal !== null) return Promise.reject(refusal);
      const started = start(spec).finally(() => starting.delete(spec.name));
      starting.set(spec.name, started);
      return started;
    },
    sweep: () => sweepLeftovers({ owner, table, records, log }, lives),
    async endAll(graceMs) {
      stopping.abort();
      await Promise.allSettled(starting.values());
      const names = new Set([...records.names(), ...hosted.keys()]);
      const all = await Promise.all([...names].map((name) => adopt(name)));
      const ends = await Promise.allSettled(all.map((process) => process?.end(graceMs)));
      for (const end of ends) if (end.status === 'rejected') log.error({ error: end.reason }, 'a process did not end');
      const { killed, left } = await killMarked(table, owner, () => false);
      if (killed + left.length > 0) log.warn({ killed, left: left.map((entry) => entry.pid) }, 'killed what was left');
    },
    async killNow(name) {
      await hosted.get(name)?.process.end(0);
    },
    processes: () => [...hosted.values()].map(({ process }) => process),
  };
}

function refuseStart(name: string, stopping: boolean, running: boolean): ProviderFault | null {
  if (stopping) return new ProviderFault('SHUTTING_DOWN', 'Plumbline is stopping.');
  if (!processName.test(name)) return new ProviderFault('INTERNAL', `${name} is no name for a process.`);
  return running ? new ProviderFault('INTERNAL', `${name} runs already, or is being started.`) : null;
}

function boundQuietly(file: string, log: Log): void {
  try {
    boundOutput(file);
  } catch (error) {
    log.warn({ file, error }, 'could not cut a log');
  }
}
