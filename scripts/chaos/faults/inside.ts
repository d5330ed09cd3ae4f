import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';

const preload = fileURLToPath(new URL('../preload/faults-inside.mjs', import.meta.url));

/** What is wrong inside the server, as the module says that it preloads. */
interface Wrong {
  /** The server's wall clock less the true one, in ms. */
  readonly clockOffsetMs: number;
  /** No connection of the server can add a page to the database (`max_page_count`). */
  readonly databaseFull: boolean;
}

/** Faults inside one server; they outlast its kills, as those of a machine do. */
export class Inside {
  #wrong: Wrong = { clockOffsetMs: 0, databaseFull: false };
  readonly #file: string;

  /** Before the server's first start. */
  constructor(plumbline: Pick<Plumbline, 'base' | 'nodeArgs' | 'settings'>) {
    this.#file = join(plumbline.base, 'inside.json');
    plumbline.nodeArgs = ['--import', preload];
    plumbline.settings = { ...plumbline.settings, PLUMBLINE_CHAOS_INSIDE: this.#file };
    this.set({});
  }

  get clockOffsetMs(): number {
    return this.#wrong.clockOffsetMs;
  }

  /** The server takes it over within some 20 ms, unless it is frozen. */
  set(change: Partial<Wrong>): void {
    this.#wrong = { ...this.#wrong, ...change };
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#wrong));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
