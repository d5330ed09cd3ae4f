import type { MessageId, Owner, SignalBody, TurnId } from '@plumbline/lifecycle';
import type { ProviderSignal } from '@plumbline/providers';
import type { Core } from '../core.ts';
import { applySignal } from '../lanes/apply.ts';
import type { Beside } from '../lanes/commit.ts';
import type { Lane } from '../lanes/lane.ts';
import type { Ownership } from './owner.ts';

export type SessionSignal = Extract<ProviderSignal, { readonly session: string }>;
export type Of<Kind extends SessionSignal['kind']> = Extract<SessionSignal, { readonly kind: Kind }>;

export const noOwner: Owner = { turn: 'unknown' };

/** Where a signal belongs: it tells the rules in the thread's lane, under the epoch of the binding that it came from. */
export class Told {
  readonly core: Core;
  readonly lane: Lane;
  readonly #epoch: number;

  constructor(core: Core, lane: Lane, epoch: number) {
    this.core = core;
    this.lane = lane;
    this.#epoch = epoch;
  }

  async apply(body: SignalBody, owner: Owner, beside: Beside = {}): Promise<void> {
    await applySignal(this.core, this.lane, { epoch: this.#epoch, ...body }, owner, beside);
  }

  /** As `apply`; new work of a settled turn of ours may open a turn of its own, and is then that turn's (rule 18). */
  async applyWork(
    body: Extract<SignalBody, { readonly turnId: TurnId }>,
    owner: Owner,
    prompt: MessageId | null,
    beside: Beside = {},
  ): Promise<void> {
    const ingested = await applySignal(this.core, this.lane, { epoch: this.#epoch, ...body }, owner, beside);
    const turn = this.lane.state?.turn;
    if (ingested === null || !ingested.asks.includes('adopt') || turn === undefined) return;
    if (prompt !== null) this.lane.adopted = { turnId: turn.turnId, prompt };
    await this.apply({ ...body, turnId: turn.turnId }, { ...owner, turn: 'live' }, beside);
  }

  /** Work that no prompt of ours asked for opens a turn of its own, if the rules let it (rule 18). */
  async adopt(prompt: MessageId | null): Promise<Ownership | null> {
    if (prompt !== null) return null;
    await this.apply({ kind: 'foreign-work', freshTurnId: this.core.ids.turnId() }, noOwner);
    const turn = this.lane.state?.turn;
    return turn === undefined ? null : { turnId: turn.turnId, owner: { turn: 'live' } };
  }

  /** It never came to the rules: it is of no turn of this thread, say. */
  ignored(reason: string, kind: SessionSignal['kind']): void {
    this.core.ignored.add(reason, { threadId: this.lane.threadId, epoch: this.#epoch, kind });
  }
}
