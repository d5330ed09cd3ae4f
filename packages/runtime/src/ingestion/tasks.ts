import type { ItemId, Owner } from '@plumbline/lifecycle';
import { itemIdOf, taskIdOf } from '../ids/index.ts';
import { noOwner, type Of, type Told } from './told.ts';

/** Work that outlives its turn, in ids of ours (rule 12). */
export async function task(told: Told, signal: Of<'task-started' | 'task-ended'>): Promise<void> {
  const { threadId } = told.lane;
  const taskId = taskIdOf(threadId, signal.session, signal.ref);
  if (signal.kind === 'task-ended') {
    const noticeId = itemIdOf(threadId, 'task ended', taskId);
    return told.apply({ kind: 'task-ended', taskId, lost: signal.lost, noticeId }, await noticeOwner(told, noticeId));
  }
  const { ref, title, pid } = signal;
  const noticeId = itemIdOf(threadId, 'task started', taskId);
  const facts = { taskId, title, noticeId, ...(pid === undefined ? {} : { pid }) };
  await told.apply({ kind: 'task-started', ...facts }, await noticeOwner(told, noticeId), { taskRef: ref });
}

/** A task that is told again has its notice already. */
async function noticeOwner({ core }: Told, noticeId: ItemId): Promise<Owner> {
  const row = await core.store.findItem(noticeId);
  return row === null ? noOwner : { ...noOwner, item: { order: row.order, status: row.status } };
}
