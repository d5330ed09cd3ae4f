import { type RequestId, isBound as sessionIsBound, type TaskId } from '@plumbline/lifecycle';
import type { Core } from '../core.ts';
import type { Lane } from './lane.ts';
import { isTakenBack } from './owed.ts';

/** Reads a lane's state from its rows. The binding is that of the newest `session.bound`; it is in use only while the session has it. */
export async function loadLane(core: Core, lane: Lane): Promise<void> {
  const loaded = await core.store.loadThread(lane.threadId);
  lane.state = loaded?.state ?? null;
  lane.damaged = loaded?.damaged ?? false;
  lane.requestRefs.clear();
  for (const [requestId, facts] of Object.entries(loaded?.requests ?? {})) {
    if (facts.request !== undefined) lane.requestRefs.set(requestId as RequestId, facts.request);
  }
  lane.taskRefs.clear();
  for (const [taskId, facts] of Object.entries(loaded?.tasks ?? {})) {
    if (facts.task !== undefined) lane.taskRefs.set(taskId as TaskId, facts.task);
  }
  const facts = loaded?.binding ?? null;
  const session = facts?.session;
  const directory = facts?.directory;
  const incarnation = facts?.incarnation;
  lane.recorded = session === undefined || directory === undefined ? null : { session, directory };
  lane.binding =
    lane.recorded !== null && incarnation !== undefined && isBound(lane) ? { ref: lane.recorded, incarnation, resumed: true } : null;
  await openTexts(core, lane);
  await recallPrompts(core, lane);
}

/** What an older run, or another writer, had begun to stream: its stored text is where its deltas go on (rule 30). */
async function openTexts(core: Core, lane: Lane): Promise<void> {
  const turn = lane.state?.turn;
  const items = turn?.state === 'running' ? Object.values(turn.items) : [];
  const unknown = items.filter((item) => !core.texts.has(item.itemId));
  if (unknown.length === 0) return;
  const stored = await core.store.streamedTexts(lane.threadId);
  for (const { itemId } of unknown) core.texts.open(lane.threadId, itemId, 0, stored[itemId] ?? '');
}

/** What is still owed to the agent's history is read from the rows, so that a crash does not forget it (M2, rule 14). */
async function recallPrompts(core: Core, lane: Lane): Promise<void> {
  lane.answered = null;
  lane.takeBack = [];
  lane.fillIn = [];
  const newest = lane.state === null ? null : await core.store.findNewestStarted(lane.threadId);
  if (newest === null) return;
  const { turn, prompts, answered } = newest;
  if (answered) lane.answered = turn.turnId;
  if (turn.state === 'running' || turn.state === 'completed') return;
  if (isTakenBack(turn.state, turn.stop, answered)) lane.takeBack = prompts;
  if (!isBound(lane)) lane.fillIn = prompts;
}

/** Whether the provider session of the current epoch may be used. */
export function isBound(lane: Lane): boolean {
  return lane.state !== null && sessionIsBound(lane.state.session);
}
