import type { HostedProcess, ProcessHost, ProviderSignal } from '../../contract.ts';
import { LifeKeeper } from '../../hosted/keeper.ts';
import { type Binary, findBinary } from '../binary.ts';
import type { PracticeAccess } from '../config.ts';
import type { Catalog } from '../models.ts';
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
const startDeadline = 60_000;

/** What this adapter knows of its program, beside the one life of its server. */
export class Server {
  readonly lives: LifeKeeper<Life>;
  readonly #options: ServerOptions;
  readonly #emit: (signal: ProviderSignal) => void;
  #binary: { readonly at: number; readonly found: Promise<Binary> } | null = null;
  #catalog: Catalog | null = null;

  constructor(options: ServerOptions, emit: (signal: ProviderSignal) => void) {
    this.#options = options;
    this.#emit = emit;
    this.lives = new LifeKeeper<Life>({
      name: 'OpenCode',
      adopt: () => options.host.adopt(processName),
      start: (deadline) => this.#start(deadline),
      begin: (process) => this.#begin(process),
      changed: () => emit({ kind: 'described' }),
      startDeadline,
    });
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

  async #start(deadline: AbortSignal): Promise<HostedProcess> {
    const binary = await this.binary();
    const practice = await this.#options.practice();
    const { host, env, log } = this.#options;
    return startServer({ host, env, binary, practice, log }, deadline);
  }

  #begin(process: HostedProcess): Life {
    return new Life({
      process,
      emit: (signal) => this.#emit(signal),
      log: this.#options.log,
      learned: (catalog) => {
        this.#catalog = catalog;
        this.#emit({ kind: 'described' });
      },
    });
  }
}
