import type { Command, Decided } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { tasksOf } from '../evolve/task.ts';
import type { ThreadState } from '../state.ts';
import { accepted, already, refused } from './refuse.ts';

/** Rule 12: a task has a stop of its own; forcing it kills it. Ten clicks do what one does. */
export function stopTask(state: ThreadState, { taskId, force }: Extract<Command, { type: 'thread.task.stop' }>): Decided {
  const task = state.tasks?.[taskId];
  if (!task) return refused('TASK_NOT_FOUND', 'No running task of the thread has this id.');
  if (task.stop && (task.stop.force || !force)) return already;
  return accepted([{ type: 'task.stop-requested', taskId, force }]);
}

/** Rule 8: a stop with no turn to stop reaches the tasks. */
export function stopTasks(draft: Draft): void {
  for (const { taskId, stop } of tasksOf(draft.state)) if (!stop) draft.add({ type: 'task.stop-requested', taskId, force: false });
}
