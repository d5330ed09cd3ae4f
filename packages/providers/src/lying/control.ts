import { call, type Endpoint } from './http.ts';
import type { Truth } from './wire.ts';

/** What a test may ask of the child beside the adapter; here it does not lie. */
export class LyingControl {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  async open(gate: string): Promise<void> {
    await call(this.#endpoint, { method: 'POST', path: ['control', 'gates', gate, 'open'] });
  }

  /** Waits until somebody stands at the gate; false: nobody came in 30 s. */
  async reached(gate: string): Promise<boolean> {
    const { body } = await call(this.#endpoint, { method: 'GET', path: ['control', 'gates', gate, 'reached'] });
    return (body as { readonly reached: boolean }).reached;
  }

  /** What it really got, did and does. */
  async truth(): Promise<Truth> {
    const { body } = await call(this.#endpoint, { method: 'GET', path: ['control', 'truth'] });
    return body as Truth;
  }
}
