import { LyingControl, type Truth } from '@plumbline/providers/lying';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import type { ProviderHistory } from './histories.ts';

/** What the lying provider really got, did and does: over its control surface, where it does not lie. */
export class LiarHistory implements ProviderHistory {
  silent = false;
  readonly #plumbline: Plumbline;
  #truth: Promise<Truth | null> | undefined;

  constructor(plumbline: Plumbline) {
    this.#plumbline = plumbline;
  }

  async busy(): Promise<readonly string[]> {
    return (await this.#sessions()).flatMap(({ id, running }) => (running ? [id] : []));
  }

  /** A prompt that was handed over twice stands there twice, though it was played once. */
  async prompts(session: string): Promise<readonly string[]> {
    const known = (await this.#sessions()).find(({ id }) => id === session);
    return known?.prompts.flatMap(({ text, count }) => Array.from({ length: count }, () => text)) ?? [];
  }

  async #sessions(): Promise<Truth['sessions']> {
    this.#truth ??= this.#ask();
    const truth = await this.#truth;
    this.silent = truth === null;
    return truth?.sessions ?? [];
  }

  async #ask(): Promise<Truth | null> {
    if (!this.#plumbline.process('lying')?.ready) return null;
    return LyingControl.of(this.#plumbline.dataDir)
      .truth()
      .catch(() => null);
  }
}
