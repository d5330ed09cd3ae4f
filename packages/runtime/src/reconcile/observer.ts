import type { Observation, Verdict } from '@plumbline/lifecycle';
import { type Core, providerOf } from '../core.ts';
import { applyObservation } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { within } from '../outbox/calls.ts';

const longestBackOff = 30_000;
/** Timers may fire a little early against another clock. */
const almost = 0.95;

/** Asks providers what is true, one question at a time for a thread, and applies the verdicts (rules 6, 14, 15, 19). */
export class Observer {
  readonly #core: Core;
  readonly #running = new Map<Lane, { again: boolean; readonly done: Promise<Verdict> }>();
  readonly #planned = new Map<Lane, () => void>();

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Asks now; if a question is under way, once more after it (it began before the reason to ask). `release`: to let an idle session
   * go (rule 20). Never throws.
   */
  ask(lane: Lane, cause: Observation['cause'] = 'reconcile', release = false): Promise<Verdict> {
    const running = this.#running.get(lane);
    if (running !== undefined) {
      running.again = true;
      return running.done;
    }
    this.#planned.get(lane)?.();
    this.#planned.delete(lane);
    const entry = { again: false, done: this.#observe(lane, cause, release).catch((error: unknown) => this.#failed(lane, error)) };
    this.#running.set(lane, entry);
    void entry.done.finally(() => {
      this.#running.delete(lane);
      if (entry.again) this.askIn(lane, 0);
    });
    return entry.done;
  }

  /** Asks in `ms`, unless it is asked earlier. */
  askIn(lane: Lane, ms: number): void {
    if (this.#core.phase === 'stopping') return;
    this.#planned.get(lane)?.();
    this.#planned.set(
      lane,
      this.#core.clock.after(ms, () => {
        this.#planned.delete(lane);
        void this.ask(lane);
      }),
    );
  }

  /** Forgets what was planned: the server stops. */
  end(): void {
    for (const cancel of this.#planned.values()) cancel();
    this.#planned.clear();
  }

  async #observe(lane: Lane, cause: Observation['cause'], release: boolean): Promise<Verdict> {
    const core = this.#core;
    const begun = await lane.run(async () => this.#begin(lane, cause, release));
    if (begun === null) return { kind: 'gone' };
    const verdict = await this.#verdict(lane);
    if (core.phase === 'stopping') return verdict;
    await lane.run(() => this.#apply(lane, { ...begun, verdict, confirmed: this.#confirm(lane, begun, verdict) }));
    return verdict;
  }

  /** The database could not be read, say: it is asked again like an agent that does not answer. */
  #failed(lane: Lane, error: unknown): Verdict {
    this.#core.log.error({ threadId: lane.threadId, error }, 'An observation failed.');
    this.askIn(lane, longestBackOff);
    return { kind: 'unknown' };
  }

  #begin(lane: Lane, cause: Observation['cause'], release: boolean): Omit<Observation, 'verdict' | 'confirmed'> | null {
    const { state } = lane;
    if (state === null || state.removed || state.session.status === 'stopped') return null;
    return {
      epoch: state.session.epoch,
      ...(state.turn === undefined ? {} : { turnId: state.turn.turnId }),
      stopping: state.turn?.stop !== undefined,
      sinceSignal: lane.lastSignal,
      cause,
      ...(release ? { release } : {}),
    };
  }

  async #verdict(lane: Lane): Promise<Verdict> {
    const { binding } = lane;
    const provider = providerOf(this.#core, lane);
    if (binding === null || provider === undefined) return this.#withoutBinding(lane);
    const { prompts } = lane;
    const { observeDeadline } = this.#core.timing;
    return within(this.#core.clock, 'observe', observeDeadline, (deadline) => provider.observe(binding, prompts, deadline)).catch(
      (): Verdict => ({ kind: 'unknown' }),
    );
  }

  /** A bind under way is nothing to be asked about; a session that nobody serves is gone. */
  #withoutBinding(lane: Lane): Verdict {
    return lane.state?.session.status === 'starting' ? { kind: 'unknown' } : { kind: 'gone' };
  }

  #confirm(lane: Lane, begun: Omit<Observation, 'verdict' | 'confirmed'>, verdict: Verdict): boolean {
    const now = this.#core.clock.monotonic();
    const key = JSON.stringify([begun.epoch, begun.turnId, begun.stopping, verdict]);
    const seen = lane.lastVerdict;
    if (seen !== null && seen.key === key) return now - seen.at >= this.#core.timing.observeAgain * almost;
    lane.lastVerdict = { key, at: now };
    return false;
  }

  async #apply(lane: Lane, observation: Observation): Promise<void> {
    const { verdict, cause, confirmed } = observation;
    lane.looked = { verdict, cause, confirmed, at: this.#core.clock.now() };
    const { observeAgain } = this.#core.timing;
    lane.unknowns = verdict.kind === 'unknown' ? lane.unknowns + 1 : 0;
    await applyObservation(this.#core, lane, observation);
    if (verdict.kind === 'unknown' && lane.binding !== null) {
      this.askIn(lane, Math.min(longestBackOff, observeAgain * 2 ** Math.min(lane.unknowns, 10)));
    }
  }
}
