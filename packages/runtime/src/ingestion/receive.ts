import type { Provider, ProviderSignal } from '@plumbline/providers';
import type { Core } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';
import { filesChanged } from './changes.ts';
import { item, text } from './items.ts';
import { requestOpened, requestResolved } from './requests.ts';
import { task } from './tasks.ts';
import { noOwner, type SessionSignal, Told } from './told.ts';
import { ToolPace } from './tool-pace.ts';
import { exited, ofPrompt, report, step } from './turns.ts';

/** What ingestion sets off besides events. */
export interface IngestionAlarms {
  /** The stream was away or is back (rule 15). */
  observe(lane: Lane): void;
}

/** Text that waits for a lane is dropped beyond so many tasks; the item then shows a gap until it ends. */
const textBacklog = 5_000;

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
    this.#core.metrics.signal(signal.kind);
    switch (signal.kind) {
      case 'described':
        this.#core.hub.tellChanged('providers');
        return;
      case 'unknown-event':
        this.#core.ignored.add('unknown-event', undefined, signal.type);
        return;
      default:
        if (!this.#pace.hold(signal)) this.#post(signal);
    }
  }

  #post(signal: SessionSignal): void {
    const core = this.#core;
    const bound = core.bindings.find(signal);
    if (bound === undefined) {
      core.ignored.add('no-thread');
      return;
    }
    const lane = core.lane(bound.threadId);
    lane.lastSignOfLife = core.clock.monotonic();
    lane.heard = { kind: signal.kind, at: core.clock.now() };
    if (signal.kind === 'item-text' && lane.waiting > textBacklog) {
      core.ignored.add('text-backlog', { threadId: lane.threadId, epoch: bound.epoch, kind: signal.kind });
      return;
    }
    lane
      .run(() => this.#ingest(lane, signal, bound.epoch))
      .catch((error: unknown) => core.log.error({ threadId: lane.threadId, kind: signal.kind, error }, 'A signal failed.'));
  }

  async #ingest(lane: Lane, signal: SessionSignal, epoch: number): Promise<void> {
    if (this.#core.phase === 'stopping' && signal.kind !== 'turn-completed' && signal.kind !== 'item-closed') return;
    if (signal.kind !== 'alive' && signal.kind !== 'disconnected' && signal.kind !== 'reconnected') lane.lastSignal += 1;
    const told = new Told(this.#core, lane, epoch);
    switch (signal.kind) {
      case 'alive':
        // Told to the rules only where it contradicts something, so that a chatty provider costs nothing.
        if (lane.state?.session.quietSince === undefined) return;
        return told.apply({ kind: 'alive' }, noOwner);
      case 'reconnected':
      case 'disconnected':
        return this.#alarms.observe(lane);
      case 'title':
        return told.apply({ kind: 'title', title: signal.title }, noOwner);
      case 'exited':
        return exited(told, signal);
      case 'prompt-accepted':
      case 'prompt-refused':
      case 'turn-completed':
      case 'turn-failed':
      case 'turn-ended-unknown':
        return ofPrompt(told, signal);
      case 'turn-aborted':
      case 'error-reported':
      case 'idle':
        return report(told, signal);
      case 'retrying':
      case 'step-started':
      case 'step-ended':
        return step(told, signal);
      case 'files-changed':
        return filesChanged(told, signal);
      case 'item-started':
      case 'item-updated':
      case 'item-closed':
      case 'item-gap':
      case 'item-discarded':
        return item(told, signal);
      case 'item-text':
        return text(told, signal);
      case 'request-opened':
        return requestOpened(told, signal);
      case 'request-resolved':
        return requestResolved(told, signal);
      case 'task-started':
      case 'task-ended':
        return task(told, signal);
    }
  }
}
