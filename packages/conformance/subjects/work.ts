import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './process.ts';

/** The commands that work until their gate is open: the same for every subject's agent, real processes below it. */
export class Workplace {
  readonly #folder: string;

  /** `root`: a directory that outlives the agent. */
  constructor(root: string) {
    this.#folder = join(root, 'gates');
    mkdirSync(this.#folder);
  }

  /** `exec` in no place: the shell stays, so that the one id names what has to end. */
  command(gate: string): string {
    const at = join(this.#folder, gate);
    return `echo $$ > '${at}.pid'; echo begun; until [ -e '${at}.open' ]; do sleep 0.05; done; echo ended`;
  }

  /** The same in the background: the shell that starts it ends when it works. `deaf`: to SIGTERM. */
  background(gate: string, deaf = false): string {
    const at = join(this.#folder, gate);
    const body = `${deaf ? 'trap "" TERM; ' : ''}echo $$ > "${at}.pid"; until [ -e "${at}.open" ]; do sleep 0.05; done`;
    return `sh -c '${body}' >/dev/null 2>&1 & until [ -s '${at}.pid' ]; do sleep 0.02; done; echo left`;
  }

  /** Whether the command has begun to work at the gate. */
  isReached(gate: string): boolean {
    return existsSync(this.#place(gate, 'pid'));
  }

  open(gate: string): void {
    writeFileSync(this.#place(gate, 'open'), '');
  }

  /** Processes of the command that works at the gate. */
  working(gate: string): readonly number[] {
    if (!this.isReached(gate)) return [];
    const pid = Number(readFileSync(this.#place(gate, 'pid'), 'utf8'));
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? [pid] : [];
  }

  #place(gate: string, what: 'pid' | 'open'): string {
    return join(this.#folder, `${gate}.${what}`);
  }
}
