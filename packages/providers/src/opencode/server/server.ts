import type { Binding, HostedProcess, ProcessHost, ProviderSignal } from '../../contract.ts';
import { ProviderFault } from '../../contract.ts';
import { type Binary, findBinary } from '../binary.ts';
import type { PracticeAccess } from '../config.ts';
import type { Catalog } from '../models.ts';
import { orAborted } from './aborted.ts';
import { Life } from './life.ts';
import { processName, startServer } from './start.ts';

export interface ServerOptions {
  readonly host: ProcessHost;
  /** Starts the practice model when it is first needed; null: it is hidden or cannot be had. */
  readonly practice: () => Promise<PracticeAccess | null>;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PLUMBLINE_OPENCODE_BIN */
  readonly bin?: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;
  readonly now: () => number;
}

/** How long a found or missing program is taken for given, in ms. */
const binaryMemory = 60_000;
/** For a start that nobody waits for any more, in ms. */
const startDeadline = 60_000;

/** The one server of this adapter: at most one life at a time, started once for all who ask (rule 21). */
export class Server {
  readonly #options: ServerOptions;
  readonly #emit: (signal: ProviderSignal) => void;
  #life: Life | null = null;
  #starting: Promise<Life> | null = null;
  #binary: { readonly at: number; readonly found: Promise<Binary> } | null = null;
  #catalog: Catalog | null = null;
  #failure: ProviderFault | null = null;
  #closed = false;

  constructor(options: ServerOptions, emit: (signal: ProviderSignal) => void) {
    this.#options = options;
    this.#emit = emit;
  }

  get life(): Life | null {
    return this.#life;
  }

  get isStarting(): boolean {
    return this.#starting !== null;
  }

  /** Why the last start failed. */
  get failure(): ProviderFault | null {
    return this.#failure;
  }

  /** What the last directory that was read offers. */
  get catalog(): Catalog | null {
    return this.#catalog;
  }

  binary(): Promise<Binary> {
    const { env, bin, now } = this.#options;
    if (!this.#binary || now() - this.#binary.at > binaryMemory) {
      const found = findBinary({ env, ...(bin === undefined ? {} : { bin }) });
      found.catch(() => undefined);
      this.#binary = { at: now(), found };
    }
    return this.#binary.found;
  }

  /** Takes up the living server that an older run started, if there is one. */
  async adopt(): Promise<Life | null> {
    if (this.#life) return this.#life;
    const process = await this.#options.host.adopt(processName);
    if (!process) return null;
    return this.#life ?? this.#begin(process);
  }

  /** The living server, started if need be. Throws ProviderFault; START_DEADLINE when `deadline` aborts. */
  ensure(deadline: AbortSignal): Promise<Life> {
    if (this.#closed) return Promise.reject(new ProviderFault('SHUTTING_DOWN', 'Plumbline is stopping.'));
    if (this.#starting) return orAborted(this.#starting, deadline);
    if (this.#life?.process.isAlive()) return Promise.resolve(this.#life);
    // A process is dead before what it left is cleaned up: the next one waits for that, and so does who asks for it.
    const ended = this.#life?.process.exited ?? Promise.resolve();
    const starting = ended
      .then(() => this.#start())
      .finally(() => {
        this.#starting = null;
        this.#emit({ kind: 'described' });
      });
    this.#starting = starting;
    this.#emit({ kind: 'described' });
    return orAborted(starting, deadline);
  }

  /** The life that the binding is of. Throws PROVIDER_UNAVAILABLE when it is over. */
  of(binding: Binding): Life {
    if (this.#life?.incarnation === binding.incarnation) return this.#life;
    throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The OpenCode server of this conversation has ended.', { retryable: true });
  }

  /** The same for an observation: null when it is known to be over, since at most one process of the name lives. */
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
    const deadline = AbortSignal.timeout(startDeadline);
    try {
      // What an older run left is taken up, also when nobody asked for it before.
      const life = (await this.adopt()) ?? this.#begin(await this.#startProcess(deadline));
      if (!(await life.streaming(deadline))) {
        throw new ProviderFault('PROVIDER_UNAVAILABLE', 'OpenCode gives no events.', { retryable: true });
      }
      this.#failure = null;
      return life;
    } catch (error) {
      this.#failure = faultOf(error);
      throw this.#failure;
    }
  }

  async #startProcess(deadline: AbortSignal): Promise<HostedProcess> {
    const binary = await this.binary();
    const practice = await this.#options.practice();
    const { host, env, log } = this.#options;
    return startServer({ host, env, binary, practice, log }, deadline);
  }

  #begin(process: HostedProcess): Life {
    const life: Life = new Life({
      process,
      emit: (signal) => this.#emit(signal),
      log: this.#options.log,
      learned: (catalog) => {
        this.#catalog = catalog;
        this.#emit({ kind: 'described' });
      },
    });
    this.#life = life;
    process.exited.then((exit) => {
      if (this.#life === life) this.#life = null;
      life.over(exit);
      this.#emit({ kind: 'described' });
    });
    return life;
  }
}

export function faultOf(error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error;
  return new ProviderFault('INTERNAL', error instanceof Error ? error.message : 'unknown', { cause: error });
}
