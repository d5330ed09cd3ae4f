import { hash } from 'node:crypto';
import type { LiveTurn, Observation, QueuedMessage, Session, Signal, ThreadState } from '../src/index.ts';
import type { Agent, Budget, Rows, Server, System, Work } from './system.ts';

/** Made once for each object: a step changes few parts of a system, and shares the rest with the state before it. */
function once<T extends object>(make: (part: T) => string): (part: T) => string {
  const made = new WeakMap<T, string>();
  return (part) => {
    const held = made.get(part);
    if (held !== undefined) return held;
    const text = make(part);
    made.set(part, text);
    return text;
  };
}

const threadText = once(({ session, turn, queue, tasks }: ThreadState) =>
  JSON.stringify([
    sessionKey(session),
    turn ? turnKey(turn, session.epoch) : 0,
    queue.hold === null ? 0 : 1,
    queue.messages.flatMap(messageKey),
    Object.values(tasks ?? {}).map((task) => (task.stop ? 2 : task.problem ? 1 : 0)),
  ]),
);
const agentText = once(({ up, inbox, steering, request, looked, item, task }: Agent) =>
  JSON.stringify([up, inbox, steering, request, looked, item, task]),
);
const workText = once((work: Agent['work']) => JSON.stringify(work));
const serverText = once(({ observation: _, ...memory }: Server) => JSON.stringify(Object.values(memory)));
const budgetText = once((left: Budget) => Object.values(left).join());
const rowsText = once((rows: Rows) => JSON.stringify(rows));

/** All that the checks of a thread look at, so that each is made once and not in each state that holds this thread. */
export function threadKeyOf({ thread, rows }: System): string {
  return threadText(thread) + rowsText(rows) + (thread.lastTurn?.turnId ?? '');
}

/** The same, with what the agent did: for checks whose answer is judged against it. */
export function workKeyOf(system: System): string {
  const { agent, adopted } = system;
  return threadKeyOf(system) + agentText(agent) + workText(agent.work) + (adopted ? adopted.turn : '');
}

/**
 * One key for all systems that behave alike. Left out: times, versions, orders and texts, which no rule branches on here; epochs
 * are told relative to the session's; what is over and cannot be heard of again is forgotten; ids are renamed by their
 * first appearance (symmetry). A digest, so that millions fit into memory.
 */
export function keyOf(system: System): string {
  const { thread, agent, server, wire, left, adopted } = system;
  const { epoch } = thread.session;
  const said = [
    threadText(thread),
    agent.epoch - epoch,
    agentText(agent),
    serverText(server),
    server.observation ? JSON.stringify(observationKey(server.observation, epoch)) : '',
    wire.length > 0 ? JSON.stringify(wire.map((signal) => signalKey(signal, epoch))) : '',
    adopted ? JSON.stringify([adopted.turn, adopted.work]) : '',
    budgetText(left),
  ].join('|');
  return hash('sha1', renamed(said + JSON.stringify(remembered(system, said))), 'base64url');
}

function sessionKey(session: Session): unknown {
  const { status, stopRequestedAt, unverifiedSince, quietSince, draining } = session;
  return [status, 'bound' in session ? session.bound : 0, stopRequestedAt, unverifiedSince, quietSince, draining];
}

function turnKey(turn: LiveTurn, epoch: number): unknown {
  const common = [turn.turnId, turn.state, turn.origin, turn.stop?.by, turn.stopProblem ? 1 : 0];
  if (turn.state === 'pending') return common;
  const requests = Object.values(turn.requests).map((request) => request.state);
  return [...common, turn.epoch - epoch, Object.keys(turn.items), requests, turn.steered];
}

function messageKey(message: QueuedMessage): unknown[] {
  if (message.state === 'returned') return [];
  if (message.state === 'queued') return [[message.messageId, message.next]];
  return [[message.messageId, message.state, message.turnId, message.handed ? 1 : 0]];
}

function signalKey(signal: Signal, epoch: number): unknown {
  const { kind } = signal;
  const id = 'turnId' in signal ? signal.turnId : 'messageId' in signal ? signal.messageId : 0;
  return [kind, signal.epoch - epoch, id];
}

function observationKey(observation: Observation, epoch: number): unknown {
  return [observation.epoch - epoch, observation.turnId, observation.stopping, observation.verdict, observation.release];
}

const over: ReadonlySet<Work> = new Set(['final', 'failed', 'odd', 'aborted']);

/** Rows and work of turns that can still be heard of. */
function remembered({ rows, agent }: System, said: string): unknown {
  const numbers = new Set([...said.matchAll(/[a-z](\d)/g)].map((match) => match[1]));
  const kept = (id: string) => numbers.has(id.slice(-1)) || (agent.work[id] !== undefined && !over.has(agent.work[id]));
  const pick = (record: Readonly<Record<string, string>>) =>
    Object.entries(record)
      .filter(([id]) => kept(id))
      .sort(([a], [b]) => said.indexOf(a) - said.indexOf(b));
  return [pick(rows.turns), pick(rows.messages), pick(rows.items), rows.request, pick(rows.into), pick(agent.work)];
}

function renamed(text: string): string {
  const names = new Map<string, string>();
  return text.replace(/(?<=[mtax])\d(?=")/g, (digit) => {
    const name = names.get(digit) ?? String(names.size + 1);
    names.set(digit, name);
    return name;
  });
}
