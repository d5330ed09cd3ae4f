import { evolve, type ItemId, type RequestId, type ThreadEvent } from '@plumbline/lifecycle';
import type { Binding } from '@plumbline/providers';
import { type Append, type LoggedEvent, type NewEvent, type Receipt, StoreFault } from '@plumbline/store';
import type { Core } from '../core.ts';
import type { Lane } from './lane.ts';
import { isBound } from './load.ts';
import { isTakenBack } from './owed.ts';

/** What goes into the log beside the events, or belongs to what they say. */
export interface Beside {
  readonly receipt?: Receipt;
  readonly blobs?: Append['blobs'];
  /** With `session.bound`. */
  readonly binding?: Binding;
  /** With `request.opened`. */
  readonly requestRef?: string;
  /** With `task.started`. */
  readonly taskRef?: string;
}

/**
 * Appends events to the thread and folds them into the lane. Runs in the lane. Nothing of the events is seen anywhere before
 * it resolves (rule 34). Throws StoreFault; after a VERSION_CONFLICT the lane reads its state anew.
 */
export async function commit(core: Core, lane: Lane, events: readonly ThreadEvent[], beside: Beside = {}): Promise<readonly LoggedEvent[]> {
  const closing = events.flatMap(endedItem);
  core.texts.freeze(closing);
  let logged: readonly LoggedEvent[];
  try {
    logged = await core.store.append({
      threadId: lane.threadId,
      expectedVersion: lane.state?.version ?? 0,
      at: core.clock.now(),
      events: events.map((event) => withFacts(event, beside)),
      before: lane.state,
      ...(beside.receipt === undefined ? {} : { receipt: beside.receipt }),
      ...(beside.blobs === undefined || beside.blobs.length === 0 ? {} : { blobs: beside.blobs }),
    });
  } catch (error) {
    core.texts.thaw(closing);
    if (error instanceof StoreFault && error.code === 'VERSION_CONFLICT') await lane.reload();
    else core.storageFailed(lane, error);
    throw error;
  }
  core.storageWorked();
  for (const record of logged) fold(core, lane, record, beside);
  if (lane.binding !== null && !isBound(lane)) {
    core.bindings.remove(lane.binding, lane.threadId);
    lane.binding = null;
  }
  lane.changed();
  core.changed(lane);
  return logged;
}

function fold(core: Core, lane: Lane, record: LoggedEvent, beside: Beside): void {
  const { event } = record;
  const turn = lane.state?.turn;
  const { prompts } = lane;
  lane.state = evolve(lane.state, record);
  if (event === null) return;
  switch (event.type) {
    case 'session.bound':
      if (beside.binding === undefined) break;
      lane.binding = beside.binding;
      lane.recorded = beside.binding.ref;
      core.bindings.set(beside.binding, lane.threadId, event.epoch);
      break;
    case 'item.started':
      lane.answered = event.turnId;
      core.texts.open(lane.threadId, event.itemId, record.sequence);
      break;
    case 'item.closed':
      if (event.content.kind !== 'user' && event.content.kind !== 'notice') lane.answered = event.turnId;
      core.texts.close(event.itemId);
      break;
    case 'item.discarded':
      core.texts.close(event.itemId);
      break;
    case 'request.opened':
      if (beside.requestRef !== undefined) lane.requestRefs.set(event.request.requestId, beside.requestRef);
      break;
    case 'request.resolved':
      lane.requestRefs.delete(event.requestId);
      break;
    case 'task.started':
      if (beside.taskRef !== undefined) lane.taskRefs.set(event.taskId, beside.taskRef);
      break;
    case 'task.ended':
      lane.taskRefs.delete(event.taskId);
      break;
    case 'turn.settled':
      core.metrics.settled(event.outcome, event.cause, turn?.stop && record.at - turn.stop.requestedAt);
      forgetRequests(lane, event.expired);
      if (turn?.state !== 'running') break;
      if (isTakenBack(event.outcome, turn.stop, lane.answered === turn.turnId)) lane.takeBack = prompts;
      if (event.session === 'stopped') lane.fillIn = prompts;
      break;
    default:
      break;
  }
}

function forgetRequests(lane: Lane, ended: readonly RequestId[]): void {
  for (const requestId of ended) lane.requestRefs.delete(requestId);
}

function endedItem(event: ThreadEvent): readonly ItemId[] {
  return event.type === 'item.closed' || event.type === 'item.discarded' ? [event.itemId] : [];
}

function withFacts(event: ThreadEvent, beside: Beside): NewEvent {
  if (event.type === 'session.bound' && beside.binding !== undefined) {
    const { ref, incarnation } = beside.binding;
    return { event, private: { session: ref.session, directory: ref.directory, incarnation } };
  }
  if (event.type === 'request.opened' && beside.requestRef !== undefined) return { event, private: { request: beside.requestRef } };
  if (event.type === 'task.started' && beside.taskRef !== undefined) return { event, private: { task: beside.taskRef } };
  return { event };
}
