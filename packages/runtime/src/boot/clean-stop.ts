import { decide } from '@plumbline/lifecycle';
import { pause, settlesWithin } from '../clock/index.ts';
import type { Core } from '../core.ts';
import { applySignal } from '../lanes/apply.ts';
import { commit } from '../lanes/commit.ts';
import type { Lane } from '../lanes/lane.ts';
import { isBound } from '../lanes/load.ts';
import type { Supervisor } from '../supervisor/index.ts';
import type { Machine } from './machine.ts';

/** All of a clean stop. */
const wholeStop = 8_000;
/** For the providers' own part: abort what is busy, wait, end. */
const providersPart = 5_000;
/** To write down what ended. A database that refuses must not keep the processes alive; the next start settles what is left. */
const settlePart = 3_000;
/** SIGTERM to SIGKILL for what is left then. */
const processGrace = 1_000;
/** Whatever else is short: each step has its turn, also a late one. */
const shortest = 500;

/**
 * Ends everything that is ours, within 8 s: what is busy is aborted, its turns settled as interrupted by the restart, the
 * processes ended. What a signal told of a turn's success in these seconds still counts.
 */
export async function endMachine(machine: Machine, processes: Pick<Supervisor, 'endAll'>): Promise<void> {
  const { core } = machine;
  machine.observer.end();
  machine.storage.end();
  for (const lane of core.lanes()) {
    lane.endTimer?.();
    lane.endTimer = null;
  }
  const until = core.clock.monotonic() + wholeStop;
  await Promise.all(
    [...core.providers.values()].map((provider) => stopProvider(machine, () => provider.stop(AbortSignal.timeout(providersPart)))),
  );
  const left = (share: number) => Math.max(shortest, Math.min(share, until - processGrace - core.clock.monotonic()));
  if (!(await settlesWithin(left(settlePart), settleAll(machine))))
    core.log.error({}, 'Not every thread could be settled; the next start does it.');
  const ended = await settlesWithin(left(wholeStop) + processGrace, processes.endAll(Math.min(processGrace, left(wholeStop))));
  if (!ended) core.log.error({}, 'Not every process could be ended in time.');
}

async function stopProvider({ core }: Machine, stop: () => Promise<void>): Promise<void> {
  await Promise.race([stop(), pause(providersPart + processGrace)]).catch((error: unknown) =>
    core.log.error({ error }, 'An agent did not stop cleanly.'),
  );
}

/**
 * What is bound, or still starts, has ended: its turn, if one lives, is interrupted by the restart, and a message that was
 * not accepted comes back. What waits is held: the next start begins nothing by itself.
 */
async function settleAll({ core }: Machine): Promise<void> {
  const lanes = new Set([...core.bindings.all().map((threadId) => core.lane(threadId)), ...core.lanes()]);
  await core.texts.flush();
  await Promise.all(
    [...lanes].map((lane) =>
      lane
        .run(() => settle(core, lane))
        .catch((error: unknown) =>
          core.log.error({ threadId: lane.threadId, error }, 'A thread could not be settled; the next start does it.'),
        ),
    ),
  );
}

async function settle(core: Core, lane: Lane): Promise<void> {
  if (lane.state === null || lane.state.removed) return;
  const { epoch } = lane.state.session;
  if (isBound(lane) || lane.state.session.status === 'starting')
    await applySignal(core, lane, { epoch, kind: 'exited', cause: 'restart' }, { turn: 'unknown' });
  if (lane.state.turn !== undefined) return;
  const held = decide(lane.state, { type: 'thread.turn.interrupt', by: 'user' }, core.clock.now());
  if (held.ok && held.events.length > 0) await commit(core, lane, held.events);
}
