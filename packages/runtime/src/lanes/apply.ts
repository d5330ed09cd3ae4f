import { type Ingested, ingest, type Observation, type Owner, reconcile, type Signal } from '@plumbline/lifecycle';
import { StoreFault } from '@plumbline/store';
import type { Core } from '../core.ts';
import { type Beside, commit } from './commit.ts';
import type { Lane } from './lane.ts';

const live: Owner = { turn: 'live' };

/**
 * Applies a signal of a timer or of an answer to a call. Runs it in the lane. While the server stops, calls fail because it
 * stops: only the end itself is told then. Never throws: nobody waits for a timer.
 */
export async function signalLane(core: Core, lane: Lane, signal: Signal, beside: Beside = {}): Promise<void> {
  if (core.phase === 'stopping' && signal.kind !== 'exited') return;
  await lane
    .run(() => applySignal(core, lane, signal, live, beside))
    .catch((error: unknown) => core.log.error({ threadId: lane.threadId, kind: signal.kind, error }, 'A signal failed.'));
}

/** Applies one signal to the lane's state. Runs in the lane. A signal that the database refuses is lost, and told again later. */
export function applySignal(core: Core, lane: Lane, signal: Signal, owner: Owner, beside: Beside = {}): Promise<Ingested | null> {
  return apply(core, lane, signal, beside, (state) => ingest(state, signal, owner, core.texts.of(lane.threadId), core.clock.now()));
}

/** Applies what the provider said when asked, if that moment still stands (rule 19). Runs in the lane. */
export function applyObservation(core: Core, lane: Lane, observation: Observation): Promise<Ingested | null> {
  core.metrics.verdict(observation.verdict);
  const what = { kind: 'observation', epoch: observation.epoch };
  return apply(core, lane, what, {}, (state) =>
    reconcile(state, observation, lane.lastSignal, core.texts.of(lane.threadId), core.clock.now()),
  );
}

async function apply(
  core: Core,
  lane: Lane,
  what: { readonly kind: string; readonly epoch: number },
  beside: Beside,
  rule: (state: NonNullable<Lane['state']>) => Ingested,
  again = true,
): Promise<Ingested | null> {
  if (lane.state === null || lane.state.removed) {
    core.ignored.add('no-thread');
    return null;
  }
  const ingested = rule(lane.state);
  if (ingested.ignored !== undefined) core.ignored.add(ingested.ignored, { threadId: lane.threadId, ...what });
  if (ingested.events.length > 0) {
    try {
      await commit(core, lane, ingested.events, beside);
    } catch (error) {
      if (error instanceof StoreFault && error.code === 'VERSION_CONFLICT' && again) return apply(core, lane, what, beside, rule, false);
      core.log.error({ threadId: lane.threadId, error }, 'A signal could not be stored.');
      return null;
    }
  }
  for (const ask of ingested.asks) {
    if (ask === 'adopt') await adopt(core, lane);
    else core.asked(lane, ask, beside.requestRef === undefined ? {} : { requestRef: beside.requestRef });
  }
  return ingested;
}

/** Rule 18: the work gets a turn of its own, if the rules let it. */
async function adopt(core: Core, lane: Lane): Promise<void> {
  const epoch = lane.state?.session.epoch ?? 0;
  await applySignal(core, lane, { epoch, kind: 'foreign-work', freshTurnId: core.ids.turnId() }, { turn: 'unknown' });
}
