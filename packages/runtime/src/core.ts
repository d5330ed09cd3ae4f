import type { Ask, ProjectId, ThreadId } from '@plumbline/lifecycle';
import type { Provider } from '@plumbline/providers';
import type { Store } from '@plumbline/store';
import type { Clock } from './clock/index.ts';
import type { Timing } from './contract.ts';
import type { Ids } from './ids/index.ts';
import type { Bindings } from './ingestion/bindings.ts';
import type { StreamingTexts } from './ingestion/texts.ts';
import type { Lane } from './lanes/lane.ts';
import type { LiveHub } from './live/hub.ts';
import type { Log } from './log/index.ts';
import type { EffectsUnderWay, Ignored, Metrics } from './metrics/index.ts';

/** What the parts of the runtime share. Made once by `boot`; nothing here is global. */
export interface Core {
  readonly store: Store;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly ids: Ids;
  readonly log: Log;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly bindings: Bindings;
  /** Projects that are being removed, or were: nothing is made in them any more (rule 40). */
  readonly leaving: Set<ProjectId>;
  readonly texts: StreamingTexts;
  readonly hub: LiveHub;
  /** What changed nothing, by reason. */
  readonly ignored: Ignored;
  readonly metrics: Metrics;
  readonly underWay: EffectsUnderWay;
  /** The lane of a thread; made and loaded when first used. */
  lane(threadId: ThreadId): Lane;
  /** Only if it is in memory; lanes with a live turn always are. */
  peek(threadId: ThreadId): Lane | undefined;
  /** Lanes in memory. */
  lanes(): Iterable<Lane>;
  /** Told after each change of a lane, in it: effects and timers follow from the state. */
  changed(lane: Lane): void;
  /** What the rules asked for, in the lane; done outside it. */
  asked(lane: Lane, ask: Exclude<Ask, 'adopt'>, about: { readonly requestRef?: string }): void;
  /** The database refused a write of this lane. */
  storageFailed(lane: Lane | null, error: unknown): void;
  /** A write went through. */
  storageWorked(): void;
  phase: 'starting' | 'ready' | 'stopping';
}

/** The provider that the lane's thread uses; undefined if this server has none of that name. */
export function providerOf(core: Core, lane: Lane): Provider | undefined {
  return lane.state === null ? undefined : core.providers.get(lane.state.settings.provider);
}
