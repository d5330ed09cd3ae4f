import type { ThreadId } from '@plumbline/lifecycle';
import { RuntimeFault } from '../contract.ts';
import { type Core, providerOf } from '../core.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { failureOf, within } from './calls.ts';

const killDeadline = 8_000;

/**
 * Kills the process that serves the thread, whatever else it serves (rule 9). Once it is dead, every thread in it is told
 * so, should the provider's own report stay away. Throws RuntimeFault `STOP_REFUSED` if it cannot be killed.
 */
export async function forceStop(core: Core, lane: Lane): Promise<void> {
  const provider = providerOf(core, lane);
  const { binding } = lane;
  if (binding === null || provider === undefined) return;
  const threads = core.bindings.threadsOf(binding.incarnation);
  try {
    await within(core.clock, 'kill', killDeadline, () => provider.kill());
  } catch (error) {
    throw new RuntimeFault('STOP_REFUSED', failureOf(error).message, null, { cause: error });
  }
  await Promise.all([...new Set([lane.threadId, ...threads])].map((threadId) => tellExit(core, threadId, binding.incarnation)));
}

function tellExit(core: Core, threadId: ThreadId, incarnation: string): Promise<void> {
  const lane = core.lane(threadId);
  const epoch = lane.state?.session.epoch ?? 0;
  if (lane.binding?.incarnation !== incarnation) return Promise.resolve();
  return signalLane(core, lane, { epoch, kind: 'exited', cause: 'exit' });
}
