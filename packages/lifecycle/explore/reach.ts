import { isBound } from '../src/index.ts';
import { Feeder } from './feed.ts';
import { keyOf } from './key.ts';
import { ended } from './moves/spend.ts';
import { steadyMoves } from './moves.ts';
import { Seen } from './seen.ts';
import type { Budget, Rules, System } from './system.ts';
import { Broken } from './truth.ts';

const plenty: Budget = {
  wire: 3,
  sends: 0,
  interrupts: 0,
  sessionStops: 0,
  serverCrashes: 0,
  agentCrashes: 0,
  requests: 0,
  items: 0,
  unknowns: 0,
  doubles: 0,
  gaps: 0,
  blinds: 0,
  refusals: 0,
  silences: 1_000,
  failures: 0,
  pauses: 0,
  foreign: 0,
  unnamed: 0,
  resumes: 0,
  steers: 0,
  urgents: 0,
  tasks: 0,
  taskStops: 0,
  releases: 0,
  edits: 0,
  starts: 0,
  rewinds: 0,
};

/** What still happens when the agent has fallen silent for good: what was under way arrives, deadlines pass, and we look. */
const calm = [
  'a signal arrives',
  'tasks are looked for',
  'apply the observation',
  'send the prompt',
  'the answer to the prompt is lost',
  'the prompt is lost on its way',
  'deliver the answer',
  'the task is stopped',
  'the agent is asked to rewind',
  'look the prompt up',
  'abort',
  'bind takes too long',
  'drain the queue',
  'hand over',
  'release the session',
  'observe',
  'accept deadline',
  'stop deadline: kill',
] as const;

/** What was checked already: states from which rest is known to be reached, and those whose every next step has been looked at. */
export interface Resting {
  readonly reached: Seen;
  readonly widened: Seen;
}

export const newResting = (): Resting => ({ reached: new Seen(), widened: new Seen() });

/**
 * "Every path reaches": from here, with an agent that does nothing any more and nobody at the page, all comes to rest, in
 * whatever order things happen: rest is reached from each state that any order leads to, so that no order leads away from it. No turn is
 * shown as working for ever, and each message is delivered, returned, or waits visibly in a held queue (I6, rule 15).
 */
export function checkRest(rules: Rules, system: System, known: Resting): void {
  const work = ended(system.agent.work, 'left');
  const wide = [{ ...system, agent: { ...system.agent, work }, left: plenty }];
  for (let from = wide.pop(); from; from = wide.pop()) {
    const { high, low } = keyOf(from);
    if (!known.widened.add(high, low)) continue;
    const end = settle(rules, from, known.reached);
    if (end) atPeace(end);
    for (const label of calm) {
      const next = calmly(rules, from, label);
      if (next) wide.push(next);
    }
  }
}

function atPeace(end: System): void {
  const { turn, session, queue } = end.thread;
  if (turn) throw new Broken(`the agent does nothing any more, and ${turn.turnId} is ${turn.state} for ever`);
  if (session.status === 'running' || session.status === 'starting') throw new Broken(`the session is ${session.status} for ever`);
  shown(end);
  if (end.thread.rewind?.asked && end.agent.up && isBound(session)) throw new Broken('rule 42: a rewind is under way for ever');
  const waiting = Object.entries(end.rows.messages).filter(([, fate]) => fate === 'waiting');
  if (waiting.length > 0 && queue.hold === null)
    throw new Broken(`I6: ${waiting.map(([id]) => id).join()} waits for ever in an open queue`);
}

function calmly(rules: Rules, system: System, label: string): System | null {
  const next = steadyMoves.get(label)?.(system, new Feeder(rules)) ?? null;
  return next === null || next === system ? null : { ...next, left: plenty };
}

/** Rule 12: what runs on is shown, and what ended is not. */
function shown({ agent, thread: { tasks, session } }: System): void {
  if (tasks && agent.task !== 'running') throw new Broken('rule 12: a task that is over is shown for ever');
  if (!tasks && agent.task === 'running' && isBound(session)) throw new Broken('rule 12: a task runs, and is not shown');
  if (Object.values(tasks ?? {}).some((task) => task.stop)) throw new Broken('rule 12: a task is being stopped for ever');
}

/**
 * I4: an interrupt now, and an agent that is deaf for ever. The stop's deadline ends it; where the stop fails instead, the force
 * stop that is offered does.
 */
export function checkStop(rules: Rules, system: System): void {
  const feeder = new Feeder(rules);
  const stopping = feeder.command(system, { type: 'thread.turn.interrupt', by: 'user' });
  if (!stopping) throw new Broken('I4: the interrupt is refused');
  const { turn, session } = stopping.thread;
  const { epoch } = session;
  if (!turn) {
    atRest(stopping, 'the interrupt');
    return;
  }
  if (!turn.stop) throw new Broken('I4: the interrupt left no mark');
  if (!feeder.command(stopping, { type: 'thread.turn.interrupt', by: 'user' })) throw new Broken('rule 9: a second click is refused');
  const dead = { ...stopping, agent: { ...stopping.agent, up: false } };
  atRest(feeder.signal(dead, { kind: 'stop-escalated', turnId: turn.turnId, epoch }), 'the stop deadline');
  const failure = { code: 'STOP_REFUSED', message: 'no', retryable: true } as const;
  const refused = feeder.signal(stopping, { kind: 'stop-refused', turnId: turn.turnId, failure, epoch });
  const after = refused.thread.turn;
  if (!after || after.stop || !after.stopProblem) throw new Broken('rule 9: a failed stop keeps its mark, or does not say why');
  atRest(feeder.signal({ ...refused, agent: dead.agent }, { kind: 'exited', cause: 'exit', epoch }), 'the force stop');
}

function atRest({ thread }: System, what: string): void {
  if (thread.turn || thread.session.status === 'running')
    throw new Broken(`I4: after ${what} a turn is live, session ${thread.session.status}`);
}

/** Null: from there the way to rest is known. */
function settle(rules: Rules, from: System, known: Seen): System | null {
  let system = from;
  const walked = new Seen(1 << 4);
  for (;;) {
    const { high, low } = keyOf(system);
    if (!walked.add(high, low)) throw new Broken('it goes in circles and never comes to rest');
    if (!known.add(high, low)) return null;
    const next = step(rules, system);
    if (next === null) return system;
    system = next;
  }
}

function step(rules: Rules, system: System): System | null {
  for (const label of calm) {
    const next = calmly(rules, system, label);
    if (next !== null) return next;
  }
  return null;
}
