import {
  handedOver,
  type MessageId,
  type Observation,
  type RequestId,
  type TaskId,
  type ThreadId,
  type ThreadState,
  type TurnId,
  type Verdict,
} from '@plumbline/lifecycle';
import type { Binding, SessionRef } from '@plumbline/providers';
import type { Clock } from '../clock/index.ts';
import { Executor, type Priority } from './executor.ts';

/** What the last observation said, to tell whether a second one confirms it. */
export interface SeenVerdict {
  readonly key: string;
  /** On the awake clock. */
  readonly at: number;
}

/** The last signal that was heard of the provider, for people; wall clock. */
export interface Heard {
  readonly kind: string;
  readonly at: number;
}

/** The last observation, for people: what it said and what for; wall clock. */
export interface Looked {
  readonly verdict: Verdict;
  readonly cause: Observation['cause'];
  /** A look before it had said the same. */
  readonly confirmed: boolean;
  readonly at: number;
}

/**
 * One thread's place in memory: its live state, what the runtime knows beside it, and the executor through which every
 * change of it goes. Nothing waits for a provider inside the executor: effects run outside and come back as signals.
 */
export class Lane {
  readonly threadId: ThreadId;
  readonly #executor = new Executor();
  readonly #load: (lane: Lane) => Promise<void>;
  readonly #waiters = new Set<() => void>();
  #loaded = false;

  state: ThreadState | null = null;
  damaged = false;
  /** Of the current epoch; null while none is bound. */
  binding: Binding | null = null;
  /** The newest session this thread ever had, to go on with (rule 22). */
  recorded: SessionRef | null = null;
  /** The provider's refs of open and answering requests. */
  readonly requestRefs = new Map<RequestId, string>();
  /** The provider's refs of running tasks. */
  readonly taskRefs = new Map<TaskId, string>();
  /** Grows with each signal of the provider; an observation that began before it moved does not count (rule 19). */
  lastSignal = 0;
  /** On the awake clock: when the provider last gave a sign of life. */
  lastSignOfLife = 0;
  lastVerdict: SeenVerdict | null = null;
  heard: Heard | null = null;
  looked: Looked | null = null;
  /** Effects under way, by key: each runs once at a time. */
  readonly effects = new Set<string>();
  /** On the awake clock: when the provider was last asked because it was silent. */
  lastAsked = 0;
  /** On the awake clock: when the rules were last told of quiet. */
  lastQuiet = 0;
  /** Observations in a row that told nothing; they space out. */
  unknowns = 0;
  /** Since when the live turn waits in its phase, on the awake clock; made anew after a restart (rule 39). */
  phase: { readonly key: string; readonly since: number } | null = null;
  /** An adopted turn and the prompt of ours, long settled, whose new work it holds (rule 18). */
  adopted: { readonly turnId: TurnId; readonly prompt: MessageId } | null = null;
  /** A prompt is being handed over at this moment: that it is absent says nothing yet. */
  sending = false;
  /** The prompt that was on its way when an older run ended: looked up, and sent if it is proven absent (rule 33). */
  interruptedDelivery: MessageId | null = null;
  /** The turn of which an answer was seen: its prompt is not taken back. */
  answered: TurnId | null = null;
  /** Prompts that were accepted, never answered and stopped: taken back before the next hand-over. */
  takeBack: readonly MessageId[] = [];
  /** The prompts of a turn whose process did not see it to its end: what it had finished is told at the next bind (rule 14). */
  fillIn: readonly MessageId[] = [];
  /** The turn whose process is being killed by the stop ladder: its exit is the ladder's, not an accident. */
  escalating: TurnId | null = null;
  /** The stop ladder should send its abort again (work came after it). */
  abortAgain = false;
  /** Signals were lost because the database refused; told again and observed when it writes. */
  missed = false;
  /** Ends the running timer of this lane. */
  endTimer: (() => void) | null = null;

  constructor(threadId: ThreadId, load: (lane: Lane) => Promise<void>) {
    this.threadId = threadId;
    this.#load = load;
  }

  /** The prompts of the live turn, as its provider knows them: its own, then those that were steered into it. */
  get prompts(): readonly MessageId[] {
    const turn = this.state?.turn;
    if (turn === undefined) return [];
    const own = turn.messageId ?? (this.adopted?.turnId === turn.turnId ? this.adopted.prompt : undefined);
    return [...(own === undefined ? [] : [own]), ...((turn.state === 'running' && turn.steered) || [])];
  }

  /** A prompt is the live turn's also while it is on its way into it. */
  owns(prompt: MessageId): boolean {
    return this.prompts.includes(prompt) || (this.state !== null && handedOver(this.state)?.messageId === prompt);
  }

  get waiting(): number {
    return this.#executor.waiting;
  }

  /** Nothing runs, waits or is watched: it may leave memory. */
  get evictable(): boolean {
    return (
      this.#executor.idle && this.effects.size === 0 && this.#waiters.size === 0 && this.endTimer === null && this.state?.turn === undefined
    );
  }

  /** Runs a task in this lane, after its state is loaded. */
  run<T>(task: () => Promise<T>, priority: Priority = 'normal'): Promise<T> {
    return this.#executor.run(async () => {
      if (!this.#loaded) {
        await this.#load(this);
        this.#loaded = true;
      }
      return task();
    }, priority);
  }

  /** The state is not what the database holds: reads it again. Called in the lane. */
  reload(): Promise<void> {
    return this.#load(this);
  }

  /** Called after each change; wakes those who wait for one. */
  changed(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  /** Resolves true as soon as the condition holds, false after `ms`. */
  until(condition: () => boolean, ms: number, clock: Clock): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (held: boolean) => {
        this.#waiters.delete(wake);
        endTimer();
        resolve(held);
      };
      const wake = () => {
        if (condition()) end(true);
      };
      const endTimer = clock.after(ms, () => end(condition()));
      this.#waiters.add(wake);
    });
  }
}
