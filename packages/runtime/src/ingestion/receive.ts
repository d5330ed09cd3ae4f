import type { ItemContent, ItemId, MessageId, Owner, SignalBody, ToolContent, TurnId } from '@plumbline/lifecycle';
import type { Provider, ProviderSignal } from '@plumbline/providers';
import type { Core } from '../core.ts';
import { itemIdOf, requestIdOf } from '../ids/index.ts';
import { applySignal } from '../lanes/apply.ts';
import type { Beside } from '../lanes/commit.ts';
import type { Lane } from '../lanes/lane.ts';
import { cutTool } from './cut.ts';
import { type Ownership, requestState, turnOfItem, turnOfPrompt } from './owner.ts';
import { ToolPace } from './tool-pace.ts';

/** What ingestion sets off besides events. */
export interface IngestionAlarms {
  /** The stream was away or is back (rule 15). */
  observe(lane: Lane): void;
}

type SessionSignal = Extract<ProviderSignal, { readonly session: string }>;
type Of<Kind extends SessionSignal['kind']> = Extract<SessionSignal, { readonly kind: Kind }>;

/** Text that waits for a lane is dropped beyond so many tasks; the item then shows a gap until it ends. */
const textBacklog = 5_000;
const noOwner: Owner = { turn: 'unknown' };

/**
 * Turns the signals of providers into signals of the rules: which thread and epoch, whose turn, which item, in ids of ours.
 * Signals of one thread keep their order; those of different threads do not wait for each other.
 */
export class Ingestion {
  readonly #core: Core;
  readonly #alarms: IngestionAlarms;
  readonly #pace: ToolPace;

  constructor(core: Core, alarms: IngestionAlarms) {
    this.#core = core;
    this.#alarms = alarms;
    this.#pace = new ToolPace(core.clock, (signal) => this.#post(signal));
  }

  listenTo(provider: Provider): void {
    provider.listen((signal) => this.receive(signal));
  }

  receive(signal: ProviderSignal): void {
    switch (signal.kind) {
      case 'described':
        this.#core.hub.tellChanged('providers');
        return;
      case 'unknown-event':
        this.#core.counts.add(`unknown event ${signal.type}`);
        return;
      default:
        if (!this.#pace.hold(signal)) this.#post(signal);
    }
  }

  #post(signal: SessionSignal): void {
    const core = this.#core;
    const bound = core.bindings.find(signal);
    if (bound === undefined) {
      core.counts.add('no-thread');
      return;
    }
    const lane = core.lane(bound.threadId);
    lane.lastSignOfLife = core.clock.monotonic();
    if (signal.kind === 'item-text' && lane.waiting > textBacklog) {
      core.counts.add('text-backlog');
      return;
    }
    lane
      .run(() => this.#ingest(lane, signal, bound.epoch))
      .catch((error: unknown) => core.log.error({ threadId: lane.threadId, kind: signal.kind, error }, 'A signal failed.'));
  }

  async #ingest(lane: Lane, signal: SessionSignal, epoch: number): Promise<void> {
    if (this.#core.phase === 'stopping' && signal.kind !== 'turn-completed' && signal.kind !== 'item-closed') return;
    if (signal.kind !== 'alive' && signal.kind !== 'disconnected' && signal.kind !== 'reconnected') lane.lastSignal += 1;
    switch (signal.kind) {
      case 'alive':
        // Told to the rules only where it contradicts something, so that a chatty provider costs nothing.
        if (lane.state?.session.quietSince === undefined) return;
        return this.#apply(lane, epoch, { kind: 'alive' }, noOwner);
      case 'reconnected':
      case 'disconnected':
        return this.#alarms.observe(lane);
      case 'title':
        return this.#apply(lane, epoch, { kind: 'title', title: signal.title }, noOwner);
      case 'exited':
        return this.#exited(lane, epoch, signal);
      case 'prompt-accepted':
      case 'prompt-refused':
      case 'turn-completed':
      case 'turn-failed':
      case 'turn-ended-unknown':
        return this.#ofPrompt(lane, epoch, signal);
      case 'turn-aborted':
      case 'error-reported':
      case 'idle':
        return this.#report(lane, epoch, signal);
      case 'retrying':
      case 'step-started':
      case 'step-ended':
        return this.#step(lane, epoch, signal);
      case 'item-started':
      case 'item-updated':
      case 'item-closed':
      case 'item-gap':
      case 'item-discarded':
        return this.#item(lane, epoch, signal);
      case 'item-text':
        return this.#text(lane, epoch, signal);
      case 'request-opened':
        return this.#requestOpened(lane, epoch, signal);
      case 'request-resolved':
        return this.#requestResolved(lane, epoch, signal);
    }
  }

  async #apply(lane: Lane, epoch: number, body: SignalBody, owner: Owner, beside: Beside = {}): Promise<void> {
    await applySignal(this.#core, lane, { epoch, ...body }, owner, beside);
  }

  /** As `#apply`; new work of a settled turn of ours may open a turn of its own, and is then that turn's (rule 18). */
  async #applyWork(
    lane: Lane,
    epoch: number,
    body: Extract<SignalBody, { readonly turnId: TurnId }>,
    owner: Owner,
    prompt: MessageId | null,
    beside: Beside = {},
  ): Promise<void> {
    const ingested = await applySignal(this.#core, lane, { epoch, ...body }, owner, beside);
    const turn = lane.state?.turn;
    if (ingested === null || !ingested.asks.includes('adopt') || turn === undefined) return;
    if (prompt !== null) lane.adopted = { turnId: turn.turnId, prompt };
    await this.#apply(lane, epoch, { ...body, turnId: turn.turnId }, { ...owner, turn: 'live' }, beside);
  }

  /** An end of the process that the stop ladder brought about is the ladder's (rule 9). */
  async #exited(lane: Lane, epoch: number, signal: Of<'exited'>): Promise<void> {
    const turnId = lane.state?.turn?.turnId;
    if (turnId !== undefined && lane.escalating === turnId)
      return this.#apply(lane, epoch, { kind: 'stop-escalated', turnId }, { turn: 'live' });
    await this.#apply(
      lane,
      epoch,
      { kind: 'exited', cause: 'exit', ...(signal.failure === undefined ? {} : { failure: signal.failure }) },
      noOwner,
    );
  }

  async #ofPrompt(
    lane: Lane,
    epoch: number,
    signal: Of<'prompt-accepted' | 'prompt-refused' | 'turn-completed' | 'turn-failed' | 'turn-ended-unknown'>,
  ): Promise<void> {
    const whose = await turnOfPrompt(this.#core, lane, signal.prompt);
    if (whose === null) return this.#core.counts.add('foreign-turn');
    const { turnId, owner } = whose;
    switch (signal.kind) {
      case 'prompt-accepted':
        return this.#apply(lane, epoch, { kind: 'prompt-accepted', messageId: signal.prompt }, owner);
      case 'prompt-refused':
        return this.#apply(lane, epoch, { kind: 'prompt-refused', messageId: signal.prompt, failure: signal.failure }, owner);
      case 'turn-completed':
        return this.#apply(lane, epoch, { kind: 'turn-completed', turnId }, owner);
      case 'turn-failed':
        return this.#apply(lane, epoch, { kind: 'turn-failed', turnId, failure: signal.failure }, owner);
      case 'turn-ended-unknown':
        return this.#apply(lane, epoch, { kind: 'turn-ended-unknown', turnId, reason: signal.reason }, owner);
    }
  }

  /** Reports that may name no prompt. One that names a prompt which is not ours is about nothing of ours. */
  async #report(lane: Lane, epoch: number, signal: Of<'turn-aborted' | 'error-reported' | 'idle'>): Promise<void> {
    const named = signal.prompt === null ? null : await turnOfPrompt(this.#core, lane, signal.prompt);
    if (signal.prompt !== null && named === null) return this.#core.counts.add('foreign-turn');
    const owner = named?.owner ?? noOwner;
    const turn = named === null ? {} : { turnId: named.turnId };
    switch (signal.kind) {
      case 'idle':
        return this.#apply(lane, epoch, { kind: 'idle', ...turn, standing: signal.standing }, owner);
      case 'error-reported': {
        const noticeId = itemIdOf(lane.threadId, 'notice', this.#core.ids.commandId());
        return this.#apply(lane, epoch, { kind: 'error-reported', ...turn, failure: signal.failure, ends: signal.ends, noticeId }, owner);
      }
      case 'turn-aborted':
        if (named !== null) return this.#apply(lane, epoch, { kind: 'turn-aborted', turnId: named.turnId }, owner);
        return this.#abortedUnnamed(lane, epoch);
    }
  }

  /** It is the running turn's if that is being stopped; else it may be a late one of an older turn, and is asked about. */
  async #abortedUnnamed(lane: Lane, epoch: number): Promise<void> {
    const turn = lane.state?.turn;
    if (turn?.state === 'running' && turn.stop !== undefined) {
      return this.#apply(lane, epoch, { kind: 'turn-aborted', turnId: turn.turnId }, { turn: 'live' });
    }
    await this.#apply(lane, epoch, { kind: 'idle', standing: { kind: 'none' } }, noOwner);
  }

  async #step(lane: Lane, epoch: number, signal: Of<'retrying' | 'step-started' | 'step-ended'>): Promise<void> {
    const found = await turnOfPrompt(this.#core, lane, signal.prompt);
    const whose = found ?? (signal.kind === 'step-ended' ? null : await this.#adopt(lane, epoch, signal.prompt));
    if (whose === null) return this.#core.counts.add('foreign-turn');
    const { turnId, owner } = whose;
    switch (signal.kind) {
      case 'retrying': {
        const { attempt, reason, nextAt } = signal;
        return this.#applyWork(lane, epoch, { kind: 'turn-retrying', turnId, attempt, reason, nextAt }, owner, signal.prompt);
      }
      case 'step-started':
        return this.#applyWork(lane, epoch, { kind: 'step-started', turnId }, owner, signal.prompt);
      case 'step-ended':
        return this.#apply(
          lane,
          epoch,
          { kind: 'step-ended', turnId, finish: signal.finish, ...(signal.usage === undefined ? {} : { usage: signal.usage }) },
          owner,
        );
    }
  }

  async #item(
    lane: Lane,
    epoch: number,
    signal: Of<'item-started' | 'item-updated' | 'item-closed' | 'item-gap' | 'item-discarded'>,
  ): Promise<void> {
    const itemId = itemIdOf(lane.threadId, signal.session, signal.part);
    const found = await turnOfItem(this.#core, lane, signal.prompt, itemId);
    const isWork = signal.kind === 'item-started' || signal.kind === 'item-updated';
    const whose = found ?? (isWork ? await this.#adopt(lane, epoch, signal.prompt) : null);
    if (whose === null) return this.#core.counts.add('foreign-turn');
    const { turnId, owner } = whose;
    switch (signal.kind) {
      case 'item-started':
        return this.#itemStarted(lane, epoch, { turnId, owner }, itemId, signal);
      case 'item-updated': {
        const { tool } = cutTool(signal.tool);
        return this.#apply(lane, epoch, { kind: 'item-updated', turnId, itemId, tool }, owner);
      }
      case 'item-closed': {
        const { content, blobs } = wholeContent(signal.content);
        return this.#apply(lane, epoch, { kind: 'item-closed', turnId, itemId, content }, owner, { blobs });
      }
      case 'item-gap':
        return this.#apply(lane, epoch, { kind: 'item-gap', turnId, itemId }, owner);
      case 'item-discarded':
        return this.#apply(lane, epoch, { kind: 'item-discarded', turnId, itemId }, owner);
    }
  }

  /** Text has one road: what an item begins with goes the way of the deltas (rule 30). */
  async #itemStarted(lane: Lane, epoch: number, { turnId, owner }: Ownership, itemId: ItemId, signal: Of<'item-started'>): Promise<void> {
    const { content, prompt } = signal;
    const empty: ItemContent = content.kind === 'tool' ? content : { ...content, text: '' };
    await this.#applyWork(lane, epoch, { kind: 'item-started', turnId, itemId, content: empty }, owner, prompt);
    if (content.kind !== 'tool' && content.text !== '') this.#core.texts.receive(itemId, 0, content.text);
  }

  async #text(lane: Lane, epoch: number, signal: Of<'item-text'>): Promise<void> {
    const turn = lane.state?.turn;
    const itemId = itemIdOf(lane.threadId, signal.session, signal.part);
    const item = turn?.state === 'running' ? turn.items[itemId] : undefined;
    if (turn === undefined || item === undefined || item.gap) return this.#core.counts.add('text-of-no-item');
    const taken = this.#core.texts.receive(itemId, signal.offset, signal.text);
    if (taken === 'hole') await this.#apply(lane, epoch, { kind: 'item-gap', turnId: turn.turnId, itemId }, { turn: 'live' });
  }

  async #requestOpened(lane: Lane, epoch: number, signal: Of<'request-opened'>): Promise<void> {
    const { ref, ...facts } = signal.request;
    const requestId = requestIdOf(lane.threadId, signal.session, ref);
    const request = await requestState(this.#core, lane, requestId);
    const found = await turnOfPrompt(this.#core, lane, signal.prompt);
    const whose = found ?? (request === undefined ? await this.#adopt(lane, epoch, signal.prompt) : null);
    const turnId = whose?.turnId ?? lane.state?.lastTurn?.turnId;
    if (turnId === undefined) return this.#core.counts.add('foreign-turn');
    const owner: Owner = { ...(whose?.owner ?? noOwner), ...(request === undefined ? {} : { request }) };
    const bounded = { ...facts, requestId, detail: facts.detail.slice(0, 8_000) };
    await this.#applyWork(lane, epoch, { kind: 'request-opened', turnId, request: bounded }, owner, signal.prompt, { requestRef: ref });
  }

  async #requestResolved(lane: Lane, epoch: number, signal: Of<'request-resolved'>): Promise<void> {
    const requestId = requestIdOf(lane.threadId, signal.session, signal.requestRef);
    const request = await requestState(this.#core, lane, requestId);
    await this.#apply(
      lane,
      epoch,
      { kind: 'request-resolved', requestId },
      { turn: 'live', ...(request === undefined ? {} : { request }) },
    );
  }

  /** Work that no prompt of ours asked for opens a turn of its own, if the rules let it (rule 18). */
  async #adopt(lane: Lane, epoch: number, prompt: MessageId | null): Promise<Ownership | null> {
    if (prompt !== null) return null;
    await this.#apply(lane, epoch, { kind: 'foreign-work', freshTurnId: this.#core.ids.turnId() }, noOwner);
    const turn = lane.state?.turn;
    return turn === undefined ? null : { turnId: turn.turnId, owner: { turn: 'live' } };
  }
}

function wholeContent(content: Of<'item-closed'>['content']): { content: ItemContent; blobs: NonNullable<Beside['blobs']> } {
  if (content.kind !== 'tool') return { content, blobs: [] };
  const { tool, blobs } = cutTool(content);
  return { content: tool satisfies ToolContent, blobs };
}
