import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Binding, HostedProcess, ProcessHost, ProviderSignal } from '../contract.ts';
import { ProviderFault } from '../contract.ts';
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

/** The one child of this adapter: at most one life at a time, started once for all who ask (rule 21). */
export class Server {
  readonly #options: LyingOptions;
  readonly #emit: (signal: ProviderSignal) => void;
  readonly #lives = new Map<string, string>();
  #life: Life | null = null;
  #starting: Promise<Life> | null = null;
  #closed = false;

  constructor(options: LyingOptions, emit: (signal: ProviderSignal) => void) {
    this.#options = options;
    this.#emit = emit;
  }

  get life(): Life | null {
    return this.#life;
  }

  get isStarting(): boolean {
    return this.#starting !== null;
  }

  /** Takes up the living child that an older run started, if there is one. */
  async adopt(): Promise<Life | null> {
    if (this.#life) return this.#life;
    const process = await this.#options.host.adopt(processName);
    if (!process) return null;
    return this.#life ?? this.#begin(process);
  }

  /** The living child, started if need be. Throws ProviderFault; START_DEADLINE when `deadline` aborts. */
  async ensure(deadline: AbortSignal): Promise<Life> {
    if (this.#closed) throw new ProviderFault('SHUTTING_DOWN', 'Plumbline is stopping.');
    if (!this.#starting && this.#life) return this.#life;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
      this.#emit({ kind: 'described' });
    });
    return orAborted(this.#starting, deadline);
  }

  /** The life that the binding is of. Throws PROVIDER_UNAVAILABLE when it is over. */
  of(binding: Binding): Life {
    if (this.#life?.incarnation === binding.incarnation) return this.#life;
    throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The lying provider of this conversation has ended.', { retryable: true });
  }

  /** The same for an observation: null when it is known to be over. */
  async find(binding: Binding, deadline: AbortSignal): Promise<Life | null> {
    if (this.#starting) await orAborted(this.#starting, deadline);
    const life = await this.adopt();
    return life?.incarnation === binding.incarnation ? life : null;
  }

  /** No start any more; resolves to what lives, when a start under way is through. */
  async close(): Promise<Life | null> {
    this.#closed = true;
    await this.#starting?.catch(() => undefined);
    return this.#life;
  }

  async #start(): Promise<Life> {
    const life = (await this.adopt()) ?? this.#begin(await this.#startProcess());
    if (await life.streaming(AbortSignal.timeout(startDeadline))) return life;
    throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The lying provider gives no events.', { retryable: true });
  }

  async #startProcess(): Promise<HostedProcess> {
    const { host, program, stateDir, seed } = this.#options;
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

  #begin(process: HostedProcess): Life {
    const life = new Life({ process, lives: this.#lives, emit: this.#emit, log: this.#options.log });
    this.#life = life;
    void process.exited.then((exit) => {
      if (this.#life === life) this.#life = null;
      life.over(exit);
      this.#emit({ kind: 'described' });
    });
    return life;
  }
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ProviderFault('START_DEADLINE', 'The lying provider did not start in time.', { retryable: true }));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
