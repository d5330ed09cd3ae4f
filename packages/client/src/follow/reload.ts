import { isFinal } from '../failure.ts';
import { BackOff } from '../stream/back-off.ts';
import { wait } from '../stream/wait.ts';

/**
 * Something that is fetched again whenever it may be old: one fetch at a time, once more when it was asked for meanwhile,
 * and again after a while when it fails.
 */
export class Reload {
  readonly #load: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  readonly #signal: AbortSignal;
  #asked = false;
  #running = false;

  constructor(load: () => Promise<void>, failed: (error: unknown) => void, signal: AbortSignal) {
    this.#load = load;
    this.#failed = failed;
    this.#signal = signal;
  }

  ask(): void {
    this.#asked = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    const backOff = new BackOff();
    this.#running = true;
    while (this.#asked && !this.#signal.aborted) {
      this.#asked = false;
      try {
        await this.#load();
      } catch (error) {
        if (this.#signal.aborted) break;
        if (isFinal(error)) {
          this.#failed(error);
          break;
        }
        this.#asked = true;
        await wait(backOff.next(), this.#signal);
      }
    }
    this.#running = false;
  }
}
