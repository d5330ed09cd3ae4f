import type { Failure, TaskId } from '@plumbline/lifecycle';
import { type Provider, ProviderFault } from '@plumbline/providers';
import type { Core } from '../core.ts';
import { itemIdOf } from '../ids/index.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { failureOf, within } from './calls.ts';

const callDeadline = 5_000;

/**
 * Stops work that outlived its turn (rule 12). Its end is told by the provider; where that stays away until the stop's deadline
 * the stop has failed: the task is still shown, and may be forced.
 */
export async function stopTask(core: Core, lane: Lane, provider: Provider, taskId: TaskId, force: boolean): Promise<void> {
  const { binding } = lane;
  const ref = lane.taskRefs.get(taskId);
  const epoch = lane.state?.session.epoch ?? 0;
  const noticeId = itemIdOf(lane.threadId, 'task ended', taskId);
  if (binding === null) return;
  if (ref === undefined) return signalLane(core, lane, { epoch, kind: 'task-ended', taskId, lost: true, noticeId });
  const failed = (failure: Failure) => signalLane(core, lane, { epoch, kind: 'task-stop-failed', taskId, failure });
  try {
    await within(core.clock, 'stop task', callDeadline, (deadline) => provider.stopTask(binding, ref, force, deadline));
  } catch (error) {
    const ended = error instanceof ProviderFault && error.failure.code === 'TASK_NOT_FOUND';
    return ended ? signalLane(core, lane, { epoch, kind: 'task-ended', taskId, lost: false, noticeId }) : failed(failureOf(error));
  }
  const over = () => lane.state?.tasks?.[taskId]?.stop?.force !== force;
  if (await lane.until(over, core.timing.stopDeadline, core.clock)) return;
  await failed({ code: 'STOP_DEADLINE', message: 'It did not end in time.', retryable: true });
}
