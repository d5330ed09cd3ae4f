import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { HostedProcess, ProcessHost, ProviderSignal } from '../contract.ts';
import { LifeKeeper } from '../hosted/keeper.ts';
import { Life, type LifeOptions } from './life.ts';
import { readyText, tokenVariable } from './wire.ts';

export interface LyingOptions {
  readonly host: ProcessHost;
  /** The child's source, `packages/providers/src/lying/child/main.ts`; tsx must be found from its folder. */
  readonly program: string;
  /** Where the child keeps its sessions. */
  readonly stateDir: string;
  /** Null: plain texts are answered plainly, and only scripts lie. */
  readonly seed: number | null;
  readonly log: LifeOptions['log'];
}

export const processName = 'lying';
const readyTimeout = 30_000;
const startDeadline = 40_000;

/** The one child of this adapter. */
export function keepChild(options: LyingOptions, emit: (signal: ProviderSignal) => void): LifeKeeper<Life> {
  const lives = new Map<string, string>();
  return new LifeKeeper<Life>({
    name: 'Lying',
    adopt: () => options.host.adopt(processName),
    start: () => startChild(options),
    begin: (process) => new Life({ process, lives, emit, log: options.log }),
    changed: () => emit({ kind: 'described' }),
    startDeadline,
  });
}

async function startChild({ host, program, stateDir, seed }: LyingOptions): Promise<HostedProcess> {
  const port = await host.freePort();
  const token = randomBytes(32).toString('base64url');
  return host.start({
    name: processName,
    command: process.execPath,
    args: ['--import', 'tsx', program, String(port), stateDir, ...(seed === null ? [] : [String(seed)])],
    env: { [tokenVariable]: token },
    cwd: dirname(program),
    port,
    password: token,
    ready: { text: readyText, timeoutMs: readyTimeout },
  });
}
