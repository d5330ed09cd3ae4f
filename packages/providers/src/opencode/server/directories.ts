import { ProviderFault } from '../../contract.ts';
import { inTime } from '../../hosted/in-time.ts';
import { type Catalog, catalogOf } from '../models.ts';
import type { Api } from './api.ts';

/** Directories kept warm in memory; the oldest is forgotten first, and warmed up again when it is used. */
const limit = 500;
/** In ms; a first start of OpenCode on a slow machine took 11 s. */
const warmDeadline = 60_000;

/**
 * The directories of one life of the server that have been warmed up. A stop in a directory's first, cold turn breaks it for
 * every session until its instance is disposed (M3); two reads before its first prompt avoid that.
 */
export class Directories {
  readonly #api: Api;
  readonly #warm = new Map<string, Promise<Catalog>>();
  readonly #suspects = new Set<string>();
  readonly #learned: (catalog: Catalog) => void;

  constructor(api: Api, learned: (catalog: Catalog) => void) {
    this.#api = api;
    this.#learned = learned;
  }

  /** What the directory offers; builds its instance the first time. Shared by concurrent callers, so with its own deadline. */
  warm(directory: string, signal: AbortSignal): Promise<Catalog> {
    const known = this.#warm.get(directory);
    if (known) return inTime(known, signal, 'OpenCode');
    const deadline = AbortSignal.timeout(warmDeadline);
    const warming = this.#heal(directory, deadline).then(() => this.#read(directory, deadline));
    this.#warm.set(directory, warming);
    const oldest = this.#warm.size > limit ? this.#warm.keys().next().value : undefined;
    if (oldest !== undefined) this.#warm.delete(oldest);
    warming.catch(() => this.#warm.delete(directory));
    return inTime(warming, signal, 'OpenCode');
  }

  /** What is offered there. The model and the agent must exist: with others OpenCode takes the prompt and then goes silent (A5.8). */
  async check(directory: string, model: string, agent: string | undefined, signal: AbortSignal): Promise<Catalog> {
    const missing = (catalog: Catalog): ProviderFault | null => {
      if (!catalog.models.some((each) => each.id === model)) {
        return new ProviderFault('MODEL_UNKNOWN', `OpenCode has no model ${model} here.`);
      }
      // Hidden agents and subagents are not offered: they are not ours to start with.
      if (agent === undefined || catalog.agents.some((each) => each.id === agent)) return null;
      return new ProviderFault('PROVIDER_REFUSED', `OpenCode has no agent ${agent} here.`);
    };
    const known = await this.warm(directory, signal);
    if (missing(known) === null) return known;
    this.#warm.delete(directory); // the user may have changed the configuration
    const read = await this.warm(directory, signal);
    const problem = missing(read);
    if (problem !== null) throw problem;
    return read;
  }

  /** A prompt failed there before any model call: the instance may be broken (M3). */
  suspect(directory: string): void {
    this.#suspects.add(directory);
    this.#warm.delete(directory);
  }

  async #heal(directory: string, signal: AbortSignal): Promise<void> {
    if (!this.#suspects.delete(directory)) return;
    const busy = Object.keys(await this.#api.status(directory, signal));
    if (busy.length === 0) await this.#api.disposeInstance(directory, signal);
  }

  async #read(directory: string, signal: AbortSignal): Promise<Catalog> {
    const read = async () => catalogOf(await this.#api.providers(directory, signal), await this.#api.agents(directory, signal));
    const catalog = await read().catch(async (error: unknown) => {
      if (!(error instanceof ProviderFault) || error.failure.code !== 'PROVIDER_REFUSED') throw error;
      await this.#api.disposeInstance(directory, signal);
      return read();
    });
    this.#learned(catalog);
    return catalog;
  }
}
