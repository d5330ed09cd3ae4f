import type { HostedProcess, ProviderSignal, SignalSource, Survivor, SurvivorId } from '../../contract.ts';
import { ProviderFault } from '../../contract.ts';

/** Watched for one session; of more, the first. */
const taskLimit = 20;
/** Between two looks whether tasks still run, in ms. */
const pollPause = 1_000;
/** After a session was taken up: by then the others have been too, and each holds the tasks that are its own, in ms. */
const afterTakeUp = 3_000;

/** The session whose commands are meant. */
export interface Place extends SignalSource {
  readonly directory: string;
}

interface Held extends SurvivorId {
  readonly place: Place;
}

export interface TasksOptions {
  readonly survivors: HostedProcess['survivors'];
  readonly emit: (signal: ProviderSignal) => void;
  readonly failed: (reason: string) => void;
}

/**
 * Commands that outlive their turn (rule 12), for one life of the server. OpenCode tells nothing of them: the process host finds
 * them when a run has ended. What no session holds yet belongs to the session whose run ended.
 */
export class Tasks {
  readonly #options: TasksOptions;
  /** By session, then by ref. */
  readonly #held = new Map<string, Map<string, Held>>();
  #timer: NodeJS.Timeout | null = null;
  /** Where a run may have ended unseen, by directory. */
  readonly #unseen = new Map<string, Place>();
  #soon: NodeJS.Timeout | null = null;
  #over = false;

  constructor(options: TasksOptions) {
    this.#options = options;
  }

  /** A run of the session has ended: tells what it left running. */
  async look(place: Place): Promise<void> {
    for (const survivor of await this.#list(place)) {
      if (!this.#isHeld(refOf(survivor))) this.#hold(place, survivor);
    }
  }

  /**
   * A run of the session may have ended while nobody listened: what it left is looked for when all sessions that are being taken up
   * hold their own. In a directory of several sessions it is the first one's that was taken up.
   */
  lookSoon(place: Place): void {
    if (this.#over) return;
    if (!this.#unseen.has(place.directory)) this.#unseen.set(place.directory, place);
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      const places = [...this.#unseen.values()];
      this.#unseen.clear();
      this.#soon = null;
      void this.#lookAll(places);
    }, afterTakeUp);
    this.#soon.unref();
  }

  /** Tasks that were told before a restart of ours: those that run are told again, of the others the end. */
  async takeUp(place: Place, refs: readonly string[]): Promise<void> {
    if (refs.length === 0) return;
    const found = new Map((await this.#list(place)).map((survivor) => [refOf(survivor), survivor]));
    for (const ref of refs) {
      const survivor = found.get(ref) ?? (await this.#runningOf(ref));
      if (survivor === null) this.#tellEnded(place, ref);
      else this.#hold(place, survivor);
    }
  }

  /** Resolves when its tree was signalled. `TASK_NOT_FOUND`: it has ended. */
  async stop(session: string, ref: string, force: boolean): Promise<void> {
    const held = this.#held.get(session)?.get(ref);
    if (held && (await this.#options.survivors.end(held, force))) return this.#poll();
    if (held && (await this.#options.survivors.isRunning(held))) {
      throw new ProviderFault('STOP_DEADLINE', 'This command can no longer be told from others, so it was not stopped.');
    }
    throw new ProviderFault('TASK_NOT_FOUND', 'This task has ended.');
  }

  /** The session is let go: nothing more is told of its tasks. */
  forget(session: string): void {
    this.#held.delete(session);
  }

  /** The process has ended: nothing more is told. */
  end(): void {
    this.#over = true;
    this.#held.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#soon !== null) clearTimeout(this.#soon);
  }

  async #lookAll(places: readonly Place[]): Promise<void> {
    for (const place of places) await this.look(place);
  }

  async #list(place: Place): Promise<readonly Survivor[]> {
    try {
      return await this.#options.survivors.list(place.directory);
    } catch (error) {
      this.#options.failed(error instanceof Error ? error.message : '');
      return [];
    }
  }

  /** One whose command went to another directory is not listed, and runs all the same. */
  async #runningOf(ref: string): Promise<Survivor | null> {
    const at = ref.indexOf(':');
    const id = { pid: Number(ref.slice(0, at)), startTime: ref.slice(at + 1) };
    return (await this.#options.survivors.isRunning(id)) ? { ...id, command: '' } : null;
  }

  #hold(place: Place, survivor: Survivor): void {
    if (this.#over) return;
    const held = this.#held.get(place.session) ?? new Map<string, Held>();
    if (held.size >= taskLimit) return;
    const ref = refOf(survivor);
    const { pid, startTime, command } = survivor;
    this.#held.set(place.session, held.set(ref, { pid, startTime, place }));
    this.#options.emit({ kind: 'task-started', ref, title: command || `Process ${pid}`, pid, ...sourceOf(place) });
    this.#schedule();
  }

  #isHeld(ref: string): boolean {
    return [...this.#held.values()].some((held) => held.has(ref));
  }

  #schedule(): void {
    if (this.#timer !== null || this.#over || this.#held.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#poll().finally(() => this.#schedule());
    }, pollPause);
    this.#timer.unref();
  }

  async #poll(): Promise<void> {
    for (const held of this.#held.values()) {
      for (const [ref, task] of held) {
        const runs = await this.#options.survivors.isRunning(task).catch(() => true);
        // Told once, whoever looked.
        if (!runs && this.#held.get(task.place.session)?.get(ref) === task) await this.#ended(ref, task);
      }
    }
  }

  /** The process at the top of a tree has ended; what it had started may run on, and is a task then. */
  async #ended(ref: string, { place }: Held): Promise<void> {
    const held = this.#held.get(place.session);
    held?.delete(ref);
    if (held?.size === 0) this.#held.delete(place.session);
    this.#tellEnded(place, ref);
    await this.look(place);
  }

  #tellEnded(place: Place, ref: string): void {
    if (!this.#over) this.#options.emit({ kind: 'task-ended', ref, lost: false, ...sourceOf(place) });
  }
}

function refOf({ pid, startTime }: SurvivorId): string {
  return `${pid}:${startTime}`;
}

function sourceOf({ session, incarnation }: SignalSource): SignalSource {
  return { session, incarnation };
}
