import type { StepFinish } from '../events.ts';
import type { Millis } from '../ids.ts';
import type { LiveTurn, RunningTurn, Session, StepCount, ThreadState, TurnSummary, Usage } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';
import { assign, find, settleAssigned, settleSteered } from './queue.ts';
import { rewindMadeFinal } from './rewind.ts';
import { isBound, marksOf, stoppedSession } from './session.ts';

/** The runaway guard (rule 38): steps in a row that end without a known reason, and steps in one minute. */
export const runawayLimits = { unknownInRow: 8, inMinute: 120 } as const;
const minute = 60_000;

export function turnRequested(state: ThreadState, event: Of<'turn.requested'>, at: Millis): ThreadState {
  if (state.turn) return state;
  const { turnId, origin, messageId } = event;
  const message = messageId === undefined ? undefined : find(state.queue, messageId);
  const turn: LiveTurn = {
    turnId,
    state: 'pending',
    origin,
    ...(messageId === undefined ? {} : { messageId }),
    requestedAt: at,
    requestedVersion: message?.acceptedVersion ?? 0,
  };
  const session: Session = {
    ...without(marksOf(state.session), 'quietSince'),
    status: 'starting',
    bound: isBound(state.session),
    pendingTurnId: turnId,
  };
  const queue = settleSteered(messageId === undefined ? state.queue : assign(state.queue, messageId, turnId), true);
  return { ...state, turn, session, queue, turnCount: state.turnCount + 1 };
}

export function turnStarted(state: ThreadState, event: Of<'turn.started'>, at: Millis): ThreadState {
  const { turn } = state;
  if (turn?.turnId !== event.turnId || turn.state !== 'pending') return state;
  // Work that seems to be the agent's own may be an echo from before the rewind: only a prompt of ours shows that the agent went on without.
  const final = turn.origin === 'user';
  const running: RunningTurn = {
    ...turn,
    state: 'running',
    epoch: event.epoch,
    startedAt: at,
    steps: { total: 0, unknownInRow: 0 },
    items: {},
    requests: {},
    ...(final && state.rewind?.turns ? { rewound: state.rewind.turns } : {}),
  };
  const marks = without(marksOf(state.session), 'unverifiedSince', 'quietSince', 'draining');
  return {
    ...(final ? rewindMadeFinal(state) : state),
    turn: running,
    session: { ...marks, epoch: event.epoch, status: 'running', activeTurnId: turn.turnId },
    queue: settleAssigned(state.queue, turn.turnId, 'delivered'),
  };
}

/** The live turn keeps what it was asked with: a change is of the next turn. */
export function configured(state: ThreadState, event: Of<'thread.configured'>): ThreadState {
  const { turn } = state;
  const kept = turn && turn.settings === undefined ? { turn: { ...turn, settings: state.settings } } : {};
  return { ...state, settings: event.settings, ...kept };
}

/** The first stop of a turn stands: ten clicks have the effect of one (rule 9). */
export function turnStopRequested(state: ThreadState, event: Of<'turn.stop-requested'>, at: Millis): ThreadState {
  const { turn } = state;
  if (turn?.turnId !== event.turnId || turn.stop) return state;
  const { by, outcome, code } = event;
  const stop = { by, requestedAt: at, outcome, ...(code === undefined ? {} : { code }) };
  return { ...state, turn: { ...without(turn, 'stopProblem'), stop } };
}

export function turnStopFailed(state: ThreadState, event: Of<'turn.stop-failed'>): ThreadState {
  const { turn } = state;
  if (turn?.turnId !== event.turnId) return state;
  return { ...state, turn: { ...without(turn, 'stop'), stopProblem: event.failure } };
}

export function turnRetrying(state: ThreadState, event: Of<'turn.retrying'>): ThreadState {
  const { attempt, reason, nextAt } = event;
  return inRunning(state, event.turnId, (turn) => ({ ...turn, retry: { attempt, reason, nextAt } }));
}

export function turnStepped(state: ThreadState, event: Of<'turn.stepped'>, at: Millis): ThreadState {
  return inRunning(state, event.turnId, (turn) => ({
    ...without(turn, 'retry'),
    steps: countStep(turn.steps, event.finish, at),
    ...(event.usage ? { usage: addUsage(turn.usage, event.usage) } : {}),
  }));
}

/** When the steps of the last minute ended. */
export function recentSteps(steps: StepCount): readonly Millis[] {
  return steps.recent ?? [];
}

export function countStep(steps: StepCount, finish: StepFinish, at: Millis): StepCount {
  // A wall clock may go back: what seems to be yet to come is not of this minute.
  const earlier = recentSteps(steps).filter((time) => time > at - minute && time <= at);
  return {
    total: steps.total + 1,
    unknownInRow: finish === 'unknown' ? steps.unknownInRow + 1 : 0,
    recent: [...earlier, at].slice(-runawayLimits.inMinute),
  };
}

/** Rules 1 and 2: ends the turn, its requests and the session's `running` in one. */
export function turnSettled(state: ThreadState, event: Of<'turn.settled'>, at: Millis, version: number): ThreadState {
  const { turn } = state;
  if (turn?.turnId !== event.turnId) return state;
  const { outcome, cause, inferred, failure } = event;
  const lastTurn: TurnSummary = {
    ...without(summaryOf(turn), 'retry'),
    state: outcome,
    completedAt: at,
    cause,
    ...(inferred ? { inferred } : {}),
    ...(failure && outcome === 'error' ? { failure } : {}),
  };
  return {
    ...(event.session === 'stopped' ? without(state, 'turn', 'tasks') : without(state, 'turn')),
    lastTurn,
    settledVersion: version,
    session: sessionAfter(state.session, event),
    queue: settleSteered(settleAssigned(state.queue, turn.turnId, 'returned'), event.session === 'stopped'),
  };
}

function sessionAfter(session: Session, event: Of<'turn.settled'>): Session {
  if (event.session === 'stopped') return stoppedSession(session, event.failure);
  const lastError = event.failure ?? (event.outcome === 'completed' ? undefined : session.lastError);
  const marks = {
    ...without(marksOf(session), 'lastError', 'unverifiedSince', 'quietSince', 'draining'),
    ...(lastError ? { lastError } : {}),
    ...(event.draining ? { draining: event.draining } : {}),
  };
  if (event.session === 'error') return { ...marks, status: 'error', bound: isBound(session) };
  return { ...marks, status: 'ready' };
}

export function completedLate(state: ThreadState, event: Of<'turn.completed-late'>): ThreadState {
  if (state.lastTurn?.turnId !== event.turnId) return state;
  return { ...state, lastTurn: { ...state.lastTurn, usage: event.usage } };
}

/** Of the live turn, or of the one before it; an older one is a row only. */
export function filesChanged(state: ThreadState, { turnId, changes }: Of<'turn.files-changed'>): ThreadState {
  if (state.lastTurn?.turnId === turnId) return { ...state, lastTurn: { ...state.lastTurn, changes } };
  return inRunning(state, turnId, (turn) => ({ ...turn, changes }));
}

/** A live turn as lists show it. */
export function summaryOf(turn: LiveTurn): TurnSummary {
  const { turnId, origin, requestedAt, stop, stopProblem } = turn;
  const common = { turnId, origin, requestedAt, ...(stop ? { stop } : {}), ...(stopProblem ? { stopProblem } : {}) };
  if (turn.state === 'pending') return { ...common, state: 'pending' };
  const { startedAt, retry, usage, changes, rewound } = turn;
  return {
    ...common,
    state: 'running',
    startedAt,
    ...(retry ? { retry } : {}),
    ...(usage ? { usage } : {}),
    ...(changes ? { changes } : {}),
    ...(rewound ? { rewound } : {}),
  };
}

function addUsage(sum: Usage | undefined, step: Usage): Usage {
  if (!sum) return step;
  return {
    input: sum.input + step.input,
    output: sum.output + step.output,
    reasoning: sum.reasoning + step.reasoning,
    cacheRead: sum.cacheRead + step.cacheRead,
    cacheWrite: sum.cacheWrite + step.cacheWrite,
    cost: sum.cost + step.cost,
  };
}

/** Changes the running turn of this id; what happens in it contradicts `quiet` and `unverified` (rule 39). */
export function inRunning(state: ThreadState, turnId: string, change: (turn: RunningTurn) => RunningTurn): ThreadState {
  const { turn, session } = state;
  if (turn?.state !== 'running' || turn.turnId !== turnId) return state;
  const doubtful = session.quietSince !== undefined || session.unverifiedSince !== undefined;
  return { ...state, turn: change(turn), session: doubtful ? without(session, 'quietSince', 'unverifiedSince') : session };
}
