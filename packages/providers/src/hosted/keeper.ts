import type { Binding, HostedProcess } from '../contract.ts';
import { ProviderFault } from '../contract.ts';
import { inTime } from './in-time.ts';
import { pause } from './pause.ts';

/** One life of a provider's server process, as its adapter made it. */
export interface HostedLife {
  readonly process: HostedProcess;
  readonly incarnation: string;
  /** Whether the event stream is open and caught up; waits for it. */
  streaming(signal: AbortSignal): Promise<boolean>;
  /** The process has ended: nothing more is told but this. */
  over(exit: { readonly code: number | null; readonly signal: string | null }): void;
}

export interface KeeperOptions<L extends HostedLife> {
  /** For sentences that a person reads, e.g. `OpenCode`. */
  readonly name: string;
  /** Takes up the process that an older run started, if there is one. */
  readonly adopt: () => Promise<HostedProcess | null>;
  readonly start: (deadline: AbortSignal) => Promise<HostedProcess>;
  readonly begin: (process: HostedProcess) => L;
  /** A life began or ended, or a start did. */
  readonly changed: () => void;
  /** For a start that nobody waits for any more, in ms. */
  readonly startDeadline: number;
}

/** How long a failed bind waits to see whether its process has died, in ms. */
const deathNotice = 1_000;

/** The one server of an adapter: at most one life at a time, started once for all who ask (rule 21). */
export class LifeKeeper<L extends HostedLife> {
  readonly #options: KeeperOptions<L>;
  #life: L | null = null;
  /** It is being ended: it still answers, and nobody gets it any more. */
  #ending: L | null = null;
  #starting: Promise<L> | null = null;
  #failure: ProviderFault | null = null;
  #closed = false;

  constructor(options: KeeperOptions<L>) {
    this.#options = options;
  }

  get life(): L | null {
    return this.#life;
  }

  get isStarting(): boolean {
    return this.#starting !== null;
  }

  /** Why the last start failed. */
  get failure(): ProviderFault | null {
    return this.#failure;
  }

  /** Takes up the living server that an older run started, if there is one. */
  async adopt(): Promise<L | null> {
    if (this.#life) return this.#life;
    const process = await this.#options.adopt();
    if (!process) return null;
    return this.#life ?? this.#begin(process);
  }

  /** The living server, started if need be. Throws ProviderFault; START_DEADLINE when `deadline` aborts. */
  ensure(deadline: AbortSignal): Promise<L> {
    const { name, changed } = this.#options;
    if (this.#closed) return Promise.reject(new ProviderFault('SHUTTING_DOWN', 'Plumbline is stopping.'));
    if (this.#starting) return inTime(this.#starting, deadline, name);
    if (this.#life !== this.#ending && this.#life?.process.isAlive()) return Promise.resolve(this.#life);
    // A process is dead before what it left is cleaned up: the next one waits for that, and so does who asks for it.
    const ended = this.#life?.process.exited ?? Promise.resolve();
    const starting = ended
      .then(() => this.#start())
      .finally(() => {
        this.#starting = null;
        changed();
      });
    this.#starting = starting;
    changed();
    return inTime(starting, deadline, name);
  }

  /** The life that the binding is of. Throws PROVIDER_UNAVAILABLE when it is over. */
  of(binding: Binding): L {
    if (this.#life?.incarnation === binding.incarnation) return this.#life;
    throw unavailable(`The server of this conversation (${this.#options.name}) has ended.`);
  }

  /** The same for an observation: null when it is known to be over, since at most one process of the name lives. */
  async find(binding: Binding, deadline: AbortSignal): Promise<L | null> {
    if (this.#starting) await inTime(this.#starting, deadline, this.#options.name);
    const life = await this.adopt();
    return life?.incarnation === binding.incarnation ? life : null;
  }

  /**
   * A call failed because the process is dying: its end is seen a little later, an adopted one's by polling. The failure is told
   * after that, so that whoever binds next does not get the same process again.
   */
  async deathNoticed(life: L, deadline: AbortSignal): Promise<void> {
    await Promise.race([life.process.exited, pause(deathNotice, deadline)]);
  }

  /** Ends what lives, at once. Whoever asks from now on gets the next one (rule 20). Throws what the process throws that does not end. */
  async end(): Promise<void> {
    const life = this.#life;
    this.#ending = life;
    try {
      await life?.process.end(0);
    } finally {
      if (this.#ending === life) this.#ending = null;
    }
  }

  /** No start any more; resolves to what lives, when a start under way is through. */
  async close(): Promise<L | null> {
    this.#closed = true;
    await this.#starting?.catch(() => undefined);
    return this.#life;
  }

  async #start(): Promise<L> {
    const { name, start, startDeadline } = this.#options;
    const deadline = AbortSignal.timeout(startDeadline);
    try {
      // What an older run left is taken up, also when nobody asked for it before.
      const life = (await this.adopt()) ?? this.#begin(await start(deadline));
      if (!(await life.streaming(deadline))) throw unavailable(`${name} gives no events.`);
      this.#failure = null;
      return life;
    } catch (error) {
      this.#failure = faultOf(error);
      throw this.#failure;
    }
  }

  #begin(process: HostedProcess): L {
    const life = this.#options.begin(process);
    this.#life = life;
    void process.exited.then((exit) => {
      if (this.#life === life) this.#life = null;
      life.over(exit);
      this.#options.changed();
    });
    return life;
  }
}

export function faultOf(error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error;
  return new ProviderFault('INTERNAL', error instanceof Error ? error.message : 'unknown', { cause: error });
}

const unavailable = (message: string) => new ProviderFault('PROVIDER_UNAVAILABLE', message, { retryable: true });
