import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, type Endpoint } from './http.ts';
import { processName } from './server.ts';
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

  /** Of the child that the server of this data directory has started; it may have died meanwhile. Throws when there is none. */
  static of(dataDir: string): LyingControl {
    const { port, password } = JSON.parse(readFileSync(join(dataDir, 'processes', `${processName}.json`), 'utf8'));
    return new LyingControl({ port, token: password });
  }

  async open(gate: string): Promise<void> {
    await this.#call('POST', `/control/gates/${encodeURIComponent(gate)}`);
  }

  /** Waits until somebody stands at the gate; false: nobody came in so many ms, 30 s at most. */
  async reached(gate: string, deadline = gateDeadline): Promise<boolean> {
    const answer = await this.#call('GET', `/control/gates/${encodeURIComponent(gate)}?wait=${deadline}`);
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

  /** A turn that nobody of ours asked for. */
  async promptElsewhere(session: string, text: string): Promise<void> {
    await this.#call('POST', `/sessions/${encodeURIComponent(session)}/prompts`, { text, steer: false });
  }

  /** Deletes a conversation behind everybody's back. */
  async lose(session: string): Promise<void> {
    await this.#call('DELETE', `/sessions/${encodeURIComponent(session)}`);
  }

  async #call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const answer = await call(this.#endpoint, method, path, AbortSignal.timeout(callDeadline), body);
    if (answer.status !== 200) throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
