import { handedOver, releasable } from '@plumbline/lifecycle';
import { type Core, providerOf } from '../core.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';

/** What the timers of a lane set off. */
export interface Alarms {
  /** Rule 15: silent for long. */
  observe(lane: Lane): void;
  /** Rule 33: not accepted in time. */
  lookUp(lane: Lane): void;
  /** Rule 20: nothing went on in the session for long. */
  release(lane: Lane): void;
}

interface Due {
  /** On the awake clock. */
  readonly at: number;
  ring(): void;
}

/**
 * Sets the one timer of a lane for what is due next: the deadlines of a start and of an acceptance, silence, quiet, the release of
 * an idle session (rules 15, 17, 20, 23, 39). Called after each change; a sign of life in between only moves `lastSignOfLife`, which the timer looks at when it rings.
 */
export function watch(core: Core, lane: Lane, alarms: Alarms): void {
  lane.endTimer?.();
  lane.endTimer = null;
  if (core.phase === 'stopping') return;
  markPhase(core, lane);
  const due = nextDue(core, lane, alarms);
  if (due === null) return;
  lane.endTimer = core.clock.after(Math.max(0, due.at - core.clock.monotonic()), () => {
    lane.endTimer = null;
    const now = nextDue(core, lane, alarms);
    if (now !== null && now.at <= core.clock.monotonic() + 1) now.ring();
    if (lane.endTimer === null) watch(core, lane, alarms);
  });
}

/** A turn's deadlines begin anew when it goes on to its next phase. */
function markPhase(core: Core, lane: Lane): void {
  const key = phaseOf(lane);
  if (key === null) lane.phase = null;
  else if (lane.phase?.key !== key) {
    lane.phase = { key, since: core.clock.monotonic() };
    lane.lastSignOfLife = Math.max(lane.lastSignOfLife, lane.phase.since);
  }
}

function phaseOf(lane: Lane): string | null {
  const { state } = lane;
  if (state === null || state.removed) return null;
  const { turn, session } = state;
  if (turn !== undefined) return `${turn.turnId} ${turn.state} ${handedOver(state)?.messageId ?? ''}`;
  if (session.status === 'starting') return `start ${session.epoch}`;
  return releasable(state) ? `idle ${session.epoch} ${state.lastActivityAt}` : null;
}

function nextDue(core: Core, lane: Lane, alarms: Alarms): Due | null {
  const { state, phase } = lane;
  if (state === null || phase === null) return null;
  const { startDeadline, releaseAfter } = core.timing;
  if (state.turn?.state === 'running') {
    const work = earlier(silence(core, lane, alarms), quiet(core, lane));
    return handedOver(state) ? earlier(work, acceptance(core, lane, phase, alarms)) : work;
  }
  if (handedOver(state)) return earlier(acceptance(core, lane, phase, alarms), silence(core, lane, alarms));
  if (state.turn === undefined && releasable(state)) return again(core, lane, phase, releaseAfter, () => alarms.release(lane));
  return again(core, lane, phase, startDeadline, () => tellStartDeadline(core, lane));
}

type Phase = NonNullable<Lane['phase']>;

function acceptance(core: Core, lane: Lane, phase: Phase, alarms: Alarms): Due {
  return again(core, lane, phase, core.timing.acceptDeadline, () => alarms.lookUp(lane));
}

/** Due when the phase has lasted so long; if ringing changes nothing, the next try is as far away again. */
function again(core: Core, lane: Lane, phase: Phase, ms: number, ring: () => void): Due {
  return {
    at: phase.since + ms,
    ring: () => {
      lane.phase = { ...phase, since: core.clock.monotonic() };
      ring();
    },
  };
}

function tellStartDeadline(core: Core, lane: Lane): void {
  void signalLane(core, lane, { epoch: lane.state?.session.epoch ?? 0, kind: 'start-deadline' });
}

function silence(core: Core, lane: Lane, alarms: Alarms): Due {
  return {
    at: Math.max(lane.lastSignOfLife, lane.lastAsked) + core.timing.silence,
    ring: () => {
      lane.lastAsked = core.clock.monotonic();
      alarms.observe(lane);
    },
  };
}

function quiet(core: Core, lane: Lane): Due | null {
  const { state } = lane;
  if (state === null || state.session.quietSince !== undefined || providerOf(core, lane) === undefined) return null;
  if (state.turn?.state !== 'running' || Object.keys(state.turn.requests).length > 0) return null;
  const at = Math.max(lane.lastSignOfLife, lane.lastQuiet) + core.timing.quietAfter;
  return {
    at,
    ring: () => {
      lane.lastQuiet = core.clock.monotonic();
      const since = core.clock.now() - Math.round(core.clock.monotonic() - lane.lastSignOfLife);
      void signalLane(core, lane, { epoch: state.session.epoch, kind: 'quiet', since });
    },
  };
}

function earlier(one: Due, other: Due | null): Due {
  return other === null || one.at <= other.at ? one : other;
}
