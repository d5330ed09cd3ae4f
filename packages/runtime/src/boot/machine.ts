import type { Provider } from '@plumbline/providers';
import type { Store } from '@plumbline/store';
import type { Clock } from '../clock/index.ts';
import { type CommandEffects, Commands } from '../commands/dispatch.ts';
import { Once } from '../commands/receipts.ts';
import type { Timing } from '../contract.ts';
import type { Core } from '../core.ts';
import { createIds } from '../ids/index.ts';
import { Bindings } from '../ingestion/bindings.ts';
import { Ingestion } from '../ingestion/receive.ts';
import { StreamingTexts } from '../ingestion/texts.ts';
import type { Lane } from '../lanes/lane.ts';
import { Lanes } from '../lanes/lanes.ts';
import { loadLane } from '../lanes/load.ts';
import { Storage } from '../lanes/storage.ts';
import { LiveHub } from '../live/hub.ts';
import type { Log } from '../log/index.ts';
import { EffectsUnderWay, Ignored, Metrics } from '../metrics/index.ts';
import { drain } from '../outbox/drain.ts';
import { runEffect } from '../outbox/effects.ts';
import { forceStop } from '../outbox/force-stop.ts';
import { abortNow, answerAsk, lookUpPrompt } from '../reconcile/asks.ts';
import { Observer } from '../reconcile/observer.ts';
import { releaseIdle } from '../reconcile/release.ts';
import { takeUp } from '../reconcile/start-up.ts';
import { watch } from '../timers/watch.ts';

/** The parts of the runtime, connected. */
export interface Machine {
  readonly core: Core;
  readonly commands: Commands;
  readonly once: Once;
  readonly observer: Observer;
  readonly ingestion: Ingestion;
  readonly storage: Storage;
  readonly hub: LiveHub;
}

export interface MachineParts {
  readonly store: Store;
  readonly providers: readonly Provider[];
  readonly clock: Clock;
  readonly timing: Timing;
  readonly log: Log;
}

/** Connects the parts. Each change of a lane leads to its effects and timers, and nothing else does. */
export function connect({ store, providers, clock, timing, log }: MachineParts): Machine {
  const hub = new LiveHub(store.head());
  const underWay = new EffectsUnderWay();
  const metrics = new Metrics({ outboxAge: () => underWay.age(clock.monotonic()), openStreams: () => hub.readers });
  const lanes = new Lanes((lane) => loadLane(core, lane));
  const texts = new StreamingTexts({
    clock,
    every: timing.textFlush,
    write: (pieces) => store.appendText(pieces),
    shown: () => hub.textMoved(),
    failed: (error) => storage.failed(null, error),
  });
  const core: Core = {
    store,
    clock,
    timing,
    log,
    texts,
    hub,
    ids: createIds(() => clock.now()),
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    bindings: new Bindings(),
    leaving: new Set(),
    metrics,
    underWay,
    ignored: new Ignored({ store, clock, log, metrics }),
    phase: 'starting',
    lane: (threadId) => lanes.get(threadId),
    peek: (threadId) => lanes.peek(threadId),
    lanes: () => lanes.all(),
    changed: (lane) => {
      watch(core, lane, alarms);
      drain(core, lane, observer);
    },
    asked: (lane, ask, about) => answerAsk(core, observer, lane, ask, about),
    storageFailed: (lane, error) => storage.failed(lane, error),
    storageWorked: () => storage.worked(),
  };
  const observer = new Observer(core);
  const storage = new Storage(core, (lane) => void catchUp(core, observer, lane));
  const alarms = {
    observe: (lane: Lane) => void observer.ask(lane),
    lookUp: (lane: Lane) => lookUpPrompt(core, lane),
    release: (lane: Lane) => runEffect(core, lane, 'release idle', () => releaseIdle(core, lane, observer)),
  };
  const ingestion = new Ingestion(core, { observe: (lane) => void observer.ask(lane) });
  store.onCommitted((events) => hub.committed(events));
  const once = new Once(core);
  return { core, once, commands: new Commands(core, commandEffects(core, observer), once), observer, ingestion, storage, hub };
}

function commandEffects(core: Core, observer: Observer): CommandEffects {
  return {
    observe: (lane) => observer.ask(lane),
    forceStop: (lane) => forceStop(core, lane),
    abortUnrecorded: (lane) => void abortNow(core, lane),
    letGoFailed: (lane, refusal) => core.log.warn({ threadId: lane.threadId, code: refusal.code }, 'A thread could not be let go.'),
  };
}

/** Signals of this thread were lost while the database refused: they are told again, then the provider is asked (rule 34). */
async function catchUp(core: Core, observer: Observer, lane: Lane): Promise<void> {
  const provider = core.providers.get(lane.state?.settings.provider ?? '');
  if (provider !== undefined && lane.binding !== null) await takeUp(core, lane, provider, lane.binding);
  await observer.ask(lane);
}
