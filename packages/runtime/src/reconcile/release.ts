import type { Binding, Provider } from '@plumbline/providers';
import { type Core, providerOf } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';
import { within } from '../outbox/calls.ts';
import type { Observer } from './observer.ts';

const callDeadline = 5_000;

/**
 * Rule 20: lets a session go in which nothing went on for long, if the provider, asked now, is idle. The rules decide; the
 * provider's side of it is best effort, for the next bind resumes it either way. A process that serves nobody any more ends.
 */
export async function releaseIdle(core: Core, lane: Lane, observer: Observer): Promise<void> {
  const { binding } = lane;
  const provider = providerOf(core, lane);
  if (binding === null || provider === undefined) return;
  await observer.ask(lane, 'reconcile', true);
  if (lane.binding !== null || lane.state?.session.status !== 'stopped') return;
  await within(core.clock, 'release', callDeadline, () => provider.release(binding)).catch((error: unknown) =>
    core.log.warn({ threadId: lane.threadId, error }, 'An idle session could not be closed.'),
  );
  if (isUsed(core, provider, binding)) return;
  core.log.info({ provider: provider.id }, 'The last session was let go; the process of the agent ends.');
  await within(core.clock, 'kill', callDeadline, () => provider.kill()).catch((error: unknown) =>
    core.log.warn({ provider: provider.id, error }, 'The process of an idle agent could not be ended.'),
  );
}

/** Another session lives in the process, or is about to. */
function isUsed(core: Core, provider: Provider, { incarnation }: Binding): boolean {
  if (core.bindings.threadsOf(incarnation).length > 0) return true;
  return [...core.lanes()].some((lane) => lane.state?.session.status === 'starting' && providerOf(core, lane) === provider);
}
