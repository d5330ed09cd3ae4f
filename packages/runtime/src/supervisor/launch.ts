import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, statSync } from 'node:fs';
import { type ProcessSpec, ProviderFault } from '@plumbline/providers';
import { pause } from '../clock/deadline.ts';
import { hideValues } from '../log/secrets.ts';
import { agentEnvironment, secretsOf } from './environment.ts';
import { killLeftovers } from './hosted.ts';
import { type Exit, exitOf, type Life, lifeOfChild } from './life.ts';
import { lastLines, openOutput, watchFor } from './output-file.ts';
import type { ProcessTable } from './process-table.ts';
import type { ProcessRecord, RecordFiles } from './record.ts';

export interface LaunchContext {
  readonly dataDir: string;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Marks this life: the record's `life`. */
  readonly mark: string;
  readonly table: ProcessTable;
  readonly records: RecordFiles;
  /** Aborts the wait for readiness. */
  readonly stopping: AbortSignal;
}

const readyPollMs = 25;
/** Of a failed start's output, in the message for people (a failure's message is at most 2 kB). */
const shownOutputChars = 1_200;

/** Starts a process and waits until it is ready; one that does not become ready is gone when this throws. */
export async function launch(context: LaunchContext, spec: ProcessSpec): Promise<Life> {
  const environment = agentEnvironment(context.env, spec.env, context.mark);
  const output = openOutput(context.dataDir, spec.name);
  const isReady = watchFor(output.file, spec.ready.text);
  const { child, exited } = await spawnDetached(spec, environment, output.descriptor);
  const hide = (text: string): string => hideValues(text, [spec.password, ...secretsOf(environment)]);

  const record: ProcessRecord = {
    name: spec.name,
    life: context.mark,
    pid: child.pid ?? 0,
    startTime: (await context.table.find(child.pid ?? 0))?.startTime ?? '',
    boot: await context.table.bootId(),
    port: spec.port,
    password: spec.password,
    note: spec.note ?? {},
    // Arguments may hold secrets; a person who reads the record wants to know which program it is.
    command: [spec.command, ...spec.args].map(hide),
    logFile: output.file,
    startedAt: Date.now(),
    ready: false,
  };
  const life = lifeOfChild(context.table, record, exited);
  try {
    // Before it is used: from here on a kill of ours leaves no process that the next run cannot find.
    context.records.write(record);
    await untilReady(spec, life, isReady, context.stopping, () => hide(lastLines(output.file, shownOutputChars)));
    const ready = { ...record, ready: true };
    context.records.write(ready);
    return { ...life, record: ready };
  } catch (failure) {
    await life.signal('SIGKILL');
    await killLeftovers(context.table, life, new Set(), 0);
    context.records.remove(spec.name);
    throw failure instanceof ProviderFault ? failure : unavailable(`${spec.name} could not be recorded.`, failure);
  }
}

async function spawnDetached(
  spec: ProcessSpec,
  env: Record<string, string>,
  output: number,
): Promise<{ child: ChildProcess; exited: Promise<Exit> }> {
  try {
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', output, output],
    });
    const exited = exitOf(child);
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return { child, exited };
  } catch (cause) {
    throw cannotSpawn(spec, cause);
  } finally {
    closeSync(output);
  }
}

/** The same error code is given for a missing program and for a missing working directory. */
function cannotSpawn(spec: ProcessSpec, cause: unknown): ProviderFault {
  if (!statSync(spec.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return unavailable(`${spec.name} could not be started: the directory ${spec.cwd} does not exist.`, cause);
  }
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'EACCES') {
    return new ProviderFault('PROVIDER_MISSING', `The program ${spec.command} does not exist or may not be run.`, { cause });
  }
  return unavailable(`${spec.name} could not be started.`, cause);
}

async function untilReady(spec: ProcessSpec, life: Life, isReady: () => boolean, stopping: AbortSignal, tail: () => string): Promise<void> {
  const from = performance.now();
  while (!isReady()) {
    if (!life.isAlive()) {
      const { code, signal } = await life.exited;
      throw unavailable(`${spec.name} ended before it was ready (${signal ?? `exit code ${code}`}).${quote(tail())}`);
    }
    if (stopping.aborted) throw new ProviderFault('SHUTTING_DOWN', `Plumbline is stopping; ${spec.name} was not started.`);
    if (performance.now() - from > spec.ready.timeoutMs) {
      const seconds = Math.round(spec.ready.timeoutMs / 100) / 10;
      throw new ProviderFault('START_DEADLINE', `${spec.name} was not ready within ${seconds} s.${quote(tail())}`, { retryable: true });
    }
    await Promise.race([pause(readyPollMs), life.exited]);
  }
}

function quote(output: string): string {
  return output === '' ? '' : ` Its last words: ${output}`;
}

function unavailable(message: string, cause?: unknown): ProviderFault {
  return new ProviderFault('PROVIDER_UNAVAILABLE', message, { retryable: true, cause });
}
