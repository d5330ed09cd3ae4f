import { itemIdOf, taskIdOf } from '../ids/index.ts';
import { noOwner, type Of, type Told } from './told.ts';

/** Work that outlives its turn, in ids of ours (rule 12). */
export async function task(told: Told, signal: Of<'task-started' | 'task-ended'>): Promise<void> {
  const { threadId } = told.lane;
  const taskId = taskIdOf(threadId, signal.session, signal.ref);
  if (signal.kind === 'task-ended') {
    return told.apply({ kind: 'task-ended', taskId, lost: signal.lost, noticeId: itemIdOf(threadId, 'task ended', taskId) }, noOwner);
  }
  const { ref, title, pid } = signal;
  const noticeId = itemIdOf(threadId, 'task started', taskId);
  const facts = { taskId, title, noticeId, ...(pid === undefined ? {} : { pid }) };
  await told.apply({ kind: 'task-started', ...facts }, noOwner, { taskRef: ref });
}
