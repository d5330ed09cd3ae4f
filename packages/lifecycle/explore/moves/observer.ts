import { handedOver, isBound, type Observation, releasable, type Standing, type Verdict } from '../../src/index.ts';
import { type Feeder, inServer } from '../feed.ts';
import type { Move } from '../moves.ts';
import { idleServer, isBusy, newestWork, type System, type Work, worksOf } from '../system.ts';
import { Broken } from '../truth.ts';
import { limit } from './failures.ts';
import { dead, inAgent, spend } from './spend.ts';

function mayObserve({ thread, server, agent }: System): boolean {
  if (server.observation !== null || !server.binding || !isBound(thread.session)) return false;
  return thread.turn !== undefined || thread.session.draining === true || !agent.up || isBusy(agent);
}

const observe: Move = (system) => {
  if (!mayObserve(system)) return null;
  const pausing = Object.values(system.agent.work).includes('paused');
  if (pausing && system.agent.looked) return null;
  return inServer(inAgent(system, { looked: pausing }), { observation: begun(system, verdictOf(system)), stale: false });
};

const observeInVain: Move = (system) => {
  const paid = mayObserve(system) ? spend(system, 'unknowns') : null;
  return paid && inServer(paid, { observation: begun(system, { kind: 'unknown' }), stale: false });
};

const apply: Move = (system, feeder) => {
  const { observation, stale, lastVerdict } = system.server;
  if (observation === null) return null;
  const said = JSON.stringify([observation.turnId, observation.stopping, observation.verdict]);
  const done = inServer(system, { observation: null, stale: false, lastVerdict: said });
  const after = feeder.observation(done, { ...observation, sinceSignal: stale ? 0 : 1, confirmed: said === lastVerdict }, 1);
  return observation.release ? letGo(system, after, observation) : after;
};

/** Rule 20: asked at that moment. */
const askToRelease: Move = (system) => {
  const { server, thread } = system;
  const paid = server.observation === null && server.binding && releasable(thread) ? spend(system, 'releases') : null;
  return paid && inServer(paid, { observation: { ...begun(paid, verdictOf(paid)), release: true }, stale: false });
};

function letGo(before: System, after: System, { verdict }: Observation): System {
  if (isBound(after.thread.session)) return after;
  if (verdict.kind === 'alive' && verdict.busy) throw new Broken('rule 20: a busy session is let go');
  if (before.thread.tasks) throw new Broken('rule 20: a session is let go, and its task runs on');
  return inServer({ ...after, agent: dead(after.agent) }, { binding: false });
}

function begun({ thread: { session, turn } }: System, verdict: Verdict, cause: Observation['cause'] = 'reconcile'): Observation {
  const about = turn ? { turnId: turn.turnId } : {};
  return { epoch: session.epoch, ...about, stopping: turn?.stop !== undefined, sinceSignal: 1, verdict, cause, confirmed: false };
}

function verdictOf(system: System): Verdict {
  const { agent, thread } = system;
  const work = thread.turn ? newestWork(system, thread.turn) : undefined;
  const has = thread.turn !== undefined && worksOf(system, thread.turn).every((id) => agent.work[id] !== undefined);
  if (!agent.up) return work === undefined ? { kind: 'gone' } : { kind: 'gone', standing: standings[work] };
  const standing = work === undefined ? ({ kind: 'none' } as const) : standings[work];
  return { kind: 'alive', busy: isBusy(agent), prompt: has ? 'present' : 'absent', standing };
}

const standings: Readonly<Record<Work, Standing>> = {
  got: { kind: 'none' },
  dropped: { kind: 'none' },
  joined: { kind: 'open' },
  open: { kind: 'open' },
  paused: { kind: 'ended', finish: 'more' },
  final: { kind: 'ended', finish: 'final' },
  failed: { kind: 'failed', failure: limit },
  odd: { kind: 'ended', finish: 'unknown' },
  aborted: { kind: 'aborted' },
  left: { kind: 'open' },
};

/** SIGKILL: memory and stream are lost. Rule 14: what was at work is asked about before anything else; or it stays unknown. */
const crash: Move = (system, feeder) => {
  const paid = spend(system, 'serverCrashes');
  if (!paid) return null;
  const { thread } = paid;
  const interrupted = handedOver(thread) !== undefined;
  const fresh = { ...paid, wire: [], server: { ...idleServer, binding: isBound(thread.session), interrupted, lookUp: interrupted } };
  const again = inServer(fresh, { abortWanted: thread.turn?.stop !== undefined });
  return isBound(thread.session) ? judge(again, feeder) : again;
};

function judge(system: System, feeder: Feeder): System {
  const { session, turn } = system.thread;
  if (system.agent.up && !turn && !session.draining && session.stopRequestedAt === undefined) return system;
  const observation = begun(system, verdictOf(system), 'restart');
  return feeder.observation(system, { ...observation, confirmed: !system.agent.up }, 1);
}

/** The reconciler: asks, and some time later applies the answer. And our own death, after which all is asked anew. */
export const observerMoves: readonly (readonly [string, Move])[] = [
  ['observe', observe],
  ['observe, without an answer', observeInVain],
  ['observe, to let the session go', askToRelease],
  ['apply the observation', apply],
  ['the server is killed and starts again', crash],
];
