import { call, type Endpoint } from './http.ts';
import type { Truth } from './wire.ts';

/** How long a call waits for somebody to come to a gate, in ms. */
const gateDeadline = 30_000;
const callDeadline = 40_000;

/** What a test or an auditor may ask of the child beside the adapter; here it does not lie. Throws ProviderFault. */
export class LyingControl {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  async open(gate: string): Promise<void> {
    await this.#call('POST', `/control/gates/${encodeURIComponent(gate)}`);
  }

  /** Waits until somebody stands at the gate; false: nobody came in 30 s. */
  async reached(gate: string): Promise<boolean> {
    const answer = await this.#call('GET', `/control/gates/${encodeURIComponent(gate)}?wait=${gateDeadline}`);
    return (answer as { readonly reached: boolean }).reached;
  }

  /** What it really got, did and does. */
  async truth(): Promise<Truth> {
    return (await this.#call('GET', '/control/truth')) as Truth;
  }

  /** From now on plain texts are played by this seed; null: they are answered plainly. */
  async seed(seed: number | null): Promise<void> {
    await this.#call('POST', '/control/seed', { seed });
  }

  /** Cuts all open streams. */
  async dropStreams(): Promise<void> {
    await this.#call('POST', '/control/drop');
  }

  async #call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    return (await call(this.#endpoint, method, path, AbortSignal.timeout(callDeadline), body)).body;
  }
}
