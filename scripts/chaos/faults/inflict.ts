import { join } from 'node:path';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import type { Fault } from '../plan/schedule.ts';
import { holdLock, limitFiles } from './database.ts';
import type { Inside } from './inside.ts';
import type { Wire } from './streams.ts';

const killed = { 'kill-provider': 'opencode', 'kill-model': 'practice-model', 'kill-liar': 'lying' } as const;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Does to one Plumbline what the plan says, and counts what took effect. */
export class Inflictor {
  readonly counts = new Map<string, number>();
  readonly #plumbline: Plumbline;
  readonly #wire: Wire;
  readonly #inside: Inside;
  /** Kills and starts of the server, one after the other. */
  #restarts: Promise<void> = Promise.resolve();
  readonly #lifting = new Set<Promise<void>>();

  constructor(plumbline: Plumbline, wire: Wire, inside: Inside) {
    this.#plumbline = plumbline;
    this.#wire = wire;
    this.#inside = inside;
  }

  async inflict(fault: Fault): Promise<void> {
    // One restart at a time, so that there is a server to be used and killed.
    if (fault.kind === 'kill-server') await this.#restarts;
    switch (fault.kind) {
      case 'kill-server':
        this.#restarts = this.#restarts.then(() => this.#restart(fault.again));
        break;
      case 'kill-provider':
      case 'kill-model':
      case 'kill-liar': {
        const pid = this.#plumbline.process(killed[fault.kind])?.pid;
        if (pid !== undefined && send(pid, 'SIGKILL')) this.#count(fault.kind);
        break;
      }
      case 'drop-streams':
        this.#wire.cut();
        this.#count(fault.kind);
        break;
      case 'freeze-server':
        this.#lift(this.#frozen(fault.kind, this.#plumbline.running, fault.forMs));
        break;
      case 'freeze-provider':
        this.#lift(this.#frozen(fault.kind, this.#plumbline.process('opencode')?.pid, fault.forMs));
        break;
      case 'freeze-liar':
        this.#lift(this.#frozen(fault.kind, this.#plumbline.process('lying')?.pid, fault.forMs));
        break;
      case 'busy':
        this.#lift(this.#locked(fault.forMs));
        break;
      case 'full-disk':
        this.#lift(this.#full(fault.forMs));
        break;
      case 'full-database':
        this.#lift(this.#unableToGrow(fault.forMs));
        break;
      case 'jump-clock':
        this.#inside.set({ clockOffsetMs: fault.toMs });
        this.#count(fault.kind);
        break;
      default:
        fault satisfies never;
    }
  }

  /** Resolves when nothing is wrong any more: the server answers, nothing is frozen, locked or full. */
  async over(): Promise<void> {
    await Promise.all([...this.#lifting]);
    await this.#restarts;
    // A boot that met a locked or full database may have given up.
    if ((await this.#plumbline.health()) !== 'ready') {
      await this.#kill();
      await this.#plumbline.start();
    }
  }

  async #restart(again: readonly number[]): Promise<void> {
    await this.#kill();
    for (const ms of again) {
      void this.#plumbline.start().catch(() => undefined);
      await pause(ms);
      await this.#kill();
    }
    await Promise.all([...this.#lifting]);
    // A fault that came meanwhile may make this boot give up; `over` starts once more when all faults are lifted.
    await this.#plumbline.start().catch(() => undefined);
  }

  async #kill(): Promise<void> {
    if (this.#plumbline.running !== undefined) this.#count('kill-server');
    await this.#plumbline.kill();
  }

  async #frozen(kind: Fault['kind'], pid: number | undefined, forMs: number): Promise<void> {
    if (pid === undefined || !send(pid, 'SIGSTOP')) return;
    this.#count(kind);
    await pause(forMs);
    send(pid, 'SIGCONT');
  }

  async #full(forMs: number): Promise<void> {
    const pid = this.#plumbline.running;
    if (pid === undefined || !limitFiles(pid, 1)) return;
    this.#count('full-disk');
    await pause(forMs);
    // What was started meanwhile has inherited the limit.
    for (const { pid: each } of this.#plumbline.processes()) limitFiles(each, null);
  }

  async #locked(forMs: number): Promise<void> {
    if (await holdLock(join(this.#plumbline.dataDir, 'plumbline.db'), forMs)) this.#count('busy');
  }

  async #unableToGrow(forMs: number): Promise<void> {
    this.#inside.set({ databaseFull: true });
    this.#count('full-database');
    await pause(forMs);
    this.#inside.set({ databaseFull: false });
  }

  /** A fault that ends by itself. */
  #lift(lifted: Promise<void>): void {
    const lifting = lifted.finally(() => this.#lifting.delete(lifting));
    this.#lifting.add(lifting);
  }

  #count(kind: Fault['kind']): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
