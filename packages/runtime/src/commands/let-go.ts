import { type Command, decide, type Refusal } from '@plumbline/lifecycle';
import type { Core } from '../core.ts';
import { commit } from '../lanes/commit.ts';
import type { Lane } from '../lanes/lane.ts';
import { isBound } from '../lanes/load.ts';

export interface LetGo {
  /** For the log: why a thread could not be let go. */
  letGoFailed(lane: Lane, refusal: Refusal): void;
}

/** Beyond the stop's own deadline: its escalation has calls with deadlines of their own. */
const grace = 10_000;

/**
 * Stops the thread's turn and lets its session go, as an archive or a removal asks (rule 40). Null: it is at rest. If the
 * stop fails the thread stays, and the refusal says why.
 */
export async function letGo(core: Core, lane: Lane, effects: LetGo): Promise<Refusal | null> {
  const deadline = core.timing.stopDeadline + grace;
  const stops = await stopTurnFirst(core, lane, deadline);
  const refusal = stops ?? (await stopSession(core, lane, deadline));
  if (refusal !== null) effects.letGoFailed(lane, refusal);
  return refusal;
}

async function stopTurnFirst(core: Core, lane: Lane, deadline: number): Promise<Refusal | null> {
  const turn = lane.state?.turn;
  if (turn === undefined) return null;
  await applyOwn(core, lane, { type: 'thread.turn.interrupt', by: 'archive' });
  const over = () => lane.state?.turn?.turnId !== turn.turnId || lane.state.turn.stop === undefined;
  await lane.until(over, deadline, core.clock);
  if (lane.state?.turn === undefined) return null;
  return blockedBy(lane, 'The turn did not stop.', { kind: 'turn', id: turn.turnId });
}

async function stopSession(core: Core, lane: Lane, deadline: number): Promise<Refusal | null> {
  if (!isBound(lane) && lane.state?.session.status !== 'starting') return null;
  await applyOwn(core, lane, { type: 'thread.session.stop', force: false });
  await lane.until(() => lane.state?.session.stopRequestedAt === undefined, deadline, core.clock);
  return isBound(lane) ? blockedBy(lane, 'The session could not be stopped.', { kind: 'stop', id: lane.threadId }) : null;
}

function blockedBy(lane: Lane, message: string, blocker: NonNullable<Refusal['blocker']>): Refusal {
  const failure = lane.state?.session.lastError;
  return {
    code: blocker.kind === 'turn' ? 'BLOCKED_BY_RUNNING_TURN' : 'BLOCKED_BY_STOP',
    message: failure === undefined ? message : `${message} ${failure.message}`,
    blocker,
    removedBy: 'thread.session.stop',
  };
}

/** A command of the server's own. What it refuses shows in the state that the caller then looks at. */
function applyOwn(core: Core, lane: Lane, command: Command): Promise<void> {
  return lane.run(async () => {
    const decided = decide(lane.state, command, core.clock.now());
    if (decided.ok && decided.events.length > 0) await commit(core, lane, decided.events);
  }, 'urgent');
}
