import type { MessageId } from '@plumbline/lifecycle';
import { type Provider, ProviderFault } from '@plumbline/providers';
import type { Core } from '../core.ts';
import { itemIdOf } from '../ids/index.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import type { Observer } from '../reconcile/observer.ts';
import { failureOf, within } from './calls.ts';
import { servesOthers } from './stop-ladder.ts';

const releaseDeadline = 5_000;
const takeBackDeadline = 3_000;

/**
 * Lets the session go, when no turn lives (rule 10): already gone, or never bound, is a success. First it comes to rest, so
 * that its next bind does not find it busy with what was aborted (rule 13).
 */
export async function releaseSession(core: Core, lane: Lane, provider: Provider | undefined, observer: Observer): Promise<void> {
  await lane.until(() => !hasStoppingTasks(lane), core.timing.stopDeadline, core.clock);
  if (provider !== undefined && lane.state?.session.draining === true) await waitForRest(core, lane, provider, observer);
  const { binding } = lane;
  const epoch = lane.state?.session.epoch ?? 0;
  if (binding !== null && provider !== undefined) {
    try {
      await within(core.clock, 'release', releaseDeadline, () => provider.release(binding));
    } catch (error) {
      const gone = error instanceof ProviderFault && error.failure.code === 'SESSION_LOST';
      if (!gone) {
        const noticeId = itemIdOf(lane.threadId, 'notice', core.ids.commandId());
        return signalLane(core, lane, { epoch, kind: 'session-stop-refused', failure: failureOf(error), noticeId });
      }
    }
  }
  await signalLane(core, lane, { epoch, kind: 'session-stop-confirmed' });
}

/** Their stops were asked for with the session's: they end, or fail, first (rule 12). */
function hasStoppingTasks(lane: Lane): boolean {
  return Object.values(lane.state?.tasks ?? {}).some((task) => task.stop !== undefined);
}

/**
 * After an abort: asks until the provider is at rest, so that the next message may go (rule 13). If it never is, the commands
 * are killed, then the process, unless others work in it.
 */
export async function waitForRest(core: Core, lane: Lane, provider: Provider, observer: Observer): Promise<void> {
  const until = core.clock.monotonic() + core.timing.stopDeadline;
  const rests = () => lane.state?.session.draining !== true || lane.binding === null;
  while (!rests() && core.phase !== 'stopping' && core.clock.monotonic() < until) {
    await observer.ask(lane);
    await lane.until(rests, core.timing.observeAgain / 4, core.clock);
  }
  const { binding } = lane;
  if (rests() || binding === null || core.phase === 'stopping') return;
  core.log.warn({ threadId: lane.threadId }, 'The agent does not come to rest after a stop; its commands are killed.');
  await within(core.clock, 'kill commands', releaseDeadline, () => provider.killCommands(binding)).catch(() => undefined);
  await observer.ask(lane);
  if (rests() || servesOthers(core, lane, binding)) return;
  await within(core.clock, 'kill', releaseDeadline, () => provider.kill());
}

/** M2: stopped prompts that were never answered leave the provider's history, newest first, so that the model does not get them later. */
export async function takeBack(core: Core, lane: Lane, provider: Provider, prompts: readonly MessageId[]): Promise<void> {
  const { binding } = lane;
  for (const prompt of prompts.toReversed()) {
    if (binding === null) break;
    await within(core.clock, 'take back', takeBackDeadline, (deadline) => provider.takeBack(binding, prompt, deadline)).catch(
      (error: unknown) => core.log.warn({ threadId: lane.threadId, error }, 'A stopped message could not be taken back.'),
    );
  }
  if (lane.takeBack === prompts) lane.takeBack = [];
}
