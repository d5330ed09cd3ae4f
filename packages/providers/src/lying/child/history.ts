import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageId } from '@plumbline/lifecycle';
import type { StepState, WirePart } from '../wire.ts';

export interface StoredPrompt {
  readonly id: MessageId;
  readonly text: string;
  count: number;
  begun: boolean;
}

/** What outlives the process: a child that is started again knows its sessions. */
export interface StoredSession {
  readonly id: string;
  readonly directory: string;
  title: string;
  aborts: number;
  prompts: StoredPrompt[];
  steps: { readonly prompt: MessageId; state: StepState }[];
  /** Closed ones only: a process that dies loses what it was saying. */
  parts: WirePart[];
  /** What its tools wrote over, oldest first; null: there was no such file. */
  written?: { readonly prompt: MessageId; readonly file: string; readonly before: string | null }[];
  /** It and what came after it are rewound; `files`: what was put back, as it was. */
  rewound?: { to: MessageId; files: Record<string, string | null> };
}

/** One file a session, replaced as a whole. It is written when something has ended, not for each piece of a text. */
export class History {
  readonly #folder: string;

  constructor(stateDir: string) {
    this.#folder = join(stateDir, 'sessions');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Begins the life of this name; returns the name of the one before. */
  begin(life: string): string {
    const file = join(this.#folder, '..', 'life');
    const earlier = existsSync(file) ? readFileSync(file, 'utf8') : 'a-life-that-never-was';
    writeFileSync(file, life, { mode: 0o600 });
    return earlier;
  }

  all(): readonly StoredSession[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), 'utf8')));
  }

  write(session: StoredSession): void {
    const file = this.#file(session.id);
    writeFileSync(`${file}.new`, JSON.stringify(session), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  remove(id: string): void {
    rmSync(this.#file(id), { force: true });
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
