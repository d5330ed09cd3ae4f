import { type Draft, ignored } from '../draft.ts';
import { isBound } from '../evolve/session.ts';
import { tasksOf } from '../evolve/task.ts';
import type { Ingested, Owner, Signal } from '../signals.ts';
import { taskLimit } from '../state.ts';
import { addNotice } from './beside.ts';

type TaskSignal = Extract<Signal, { readonly kind: 'task-started' | 'task-ended' | 'task-stop-failed' }>;

/** Rule 12: work that outlives its turn is shown as long as it runs, and an item says that it was left and how it ended. */
export function task(draft: Draft, signal: TaskSignal, owner: Owner): Ingested {
  const running = draft.state.tasks?.[signal.taskId];
  switch (signal.kind) {
    case 'task-started':
      return running ? ignored('unchanged') : started(draft, signal, owner);
    case 'task-ended': {
      if (!running) return ignored('unchanged');
      const end = signal.lost ? `No longer watched, and it may still run: ${running.title}` : `Ended: ${running.title}`;
      if (!owner.item) addNotice(draft, signal.noticeId, end);
      return draft.add({ type: 'task.ended', taskId: signal.taskId, how: signal.lost ? 'lost' : 'ended' }).ingested();
    }
    case 'task-stop-failed':
      if (!running?.stop) return ignored('unchanged');
      return draft.add({ type: 'task.stop-failed', taskId: signal.taskId, failure: signal.failure }).ingested();
  }
}

/** Told again after a restart, say, it is not said again: `owner` has the notice then. */
function started(draft: Draft, { taskId, title, pid, noticeId }: Extract<TaskSignal, { kind: 'task-started' }>, owner: Owner): Ingested {
  const { session } = draft.state;
  if (!isBound(session)) return ignored('unchanged');
  if (!owner.item) addNotice(draft, noticeId, `Left running: ${title}`);
  if (tasksOf(draft.state).length >= taskLimit) return owner.item ? ignored('unchanged') : draft.ingested();
  return draft.add({ type: 'task.started', taskId, title, epoch: session.epoch, ...(pid === undefined ? {} : { pid }) }).ingested();
}
