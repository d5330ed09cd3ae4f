import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HostedProcess, ProcessHost } from '@plumbline/providers';
import { type Clock, systemClock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { isPortFree } from '../supervisor/free-port.ts';
import { writePrivateFile } from '../supervisor/private-file.ts';

/** Where agents reach the practice model. The same for as long as the data directory is in use, if the port allows it. */
export interface PracticeEndpoint {
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string;
  readonly key: string;
}

export interface Practice {
  /** Takes up or starts the practice model. Null: it cannot be had now; a later call tries again. At most 15 s. */
  endpoint(): Promise<PracticeEndpoint | null>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

export interface PracticeOptions {
  readonly host: ProcessHost;
  readonly dataDir: string;
  /** `packages/practice-model/dist/main.js` */
  readonly program: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** First wait before it is started again; doubled up to `maxBackoffMs`, and reset when it lived longer than that. */
  readonly backoffMs?: number;
}

const name = 'practice-model';
const readyText = 'practice-model listening on';
const readyMs = 15_000;
const graceMs = 1_000;
const maxBackoffMs = 5_000;

/**
 * The practice model's process. A running agent server was configured with its address and key, and outlives both it and
 * us. So these two are kept in the data directory, and a process that died is started again under them.
 */
export function createPractice(options: PracticeOptions): Practice {
  const clock = options.clock ?? systemClock;
  const log = options.log.child({ part: name });
  const firstBackoffMs = options.backoffMs ?? 250;
  let running: Promise<HostedProcess> | null = null;
  let stopped = false;
  let backoffMs = firstBackoffMs;
  let cancelRestart = (): void => undefined;

  const start = async (): Promise<HostedProcess> => {
    const process = (await options.host.adopt(name)) ?? (await startProcess(options, await addressOf(options, log)));
    keepAddress(options.dataDir, { port: process.port, key: process.password });
    const from = clock.monotonic();
    process.exited.then((exit) => {
      running = null;
      if (stopped) return;
      if (clock.monotonic() - from > maxBackoffMs) backoffMs = firstBackoffMs;
      log.warn({ pid: process.pid, ...exit, backoffMs }, 'the practice model died; it is started again');
      restartLater();
    });
    return process;
  };

  const restartLater = (): void => {
    cancelRestart();
    cancelRestart = clock.after(backoffMs, () => {
      ensure().catch(() => {
        if (!stopped) restartLater();
      });
    });
    backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
  };

  const ensure = (): Promise<HostedProcess> => {
    running ??= start().catch((failure) => {
      running = null;
      log.error({ error: failure }, 'the practice model could not be started');
      throw failure;
    });
    return running;
  };

  return {
    async endpoint() {
      if (stopped) return null;
      if (!existsSync(options.program)) {
        log.warn({ program: options.program }, 'the practice model is not built');
        return null;
      }
      return ensure().then(
        (process) => ({ baseUrl: `http://127.0.0.1:${process.port}/v1`, key: process.password }),
        () => null,
      );
    },
    async stop() {
      stopped = true;
      cancelRestart();
      const process = await running?.catch(() => null);
      await process?.end(graceMs);
      rmSync(addressFile(options.dataDir), { force: true });
    },
  };
}

interface Address {
  readonly port: number;
  readonly key: string;
}

function startProcess({ host, program }: PracticeOptions, { port, key }: Address): Promise<HostedProcess> {
  return host.start({
    name,
    command: process.execPath,
    args: [program, '--port', String(port), '--host', '127.0.0.1'],
    env: { PRACTICE_KEY: key },
    cwd: dirname(program),
    port,
    password: key,
    ready: { text: readyText, timeoutMs: readyMs },
  });
}

/** The address of before; a new one only where there is none yet, or somebody else has taken the port. */
async function addressOf({ host, dataDir }: PracticeOptions, log: Log): Promise<Address> {
  const known = readAddress(dataDir);
  if (known !== null && (await isPortFree(known.port))) return known;
  if (known !== null) log.warn({ port: known.port }, 'the port of the practice model is taken; agents that run need a new start');
  const address = { port: await host.freePort(), key: known?.key ?? randomBytes(24).toString('base64url') };
  keepAddress(dataDir, address);
  return address;
}

function keepAddress(dataDir: string, address: Address): void {
  writePrivateFile(addressFile(dataDir), JSON.stringify(address));
}

function addressFile(dataDir: string): string {
  return join(dataDir, 'practice.json');
}

function readAddress(dataDir: string): Address | null {
  try {
    const { port, key } = JSON.parse(readFileSync(addressFile(dataDir), 'utf8'));
    return Number.isInteger(port) && typeof key === 'string' && key.length >= 16 ? { port, key } : null;
  } catch {
    return null;
  }
}
