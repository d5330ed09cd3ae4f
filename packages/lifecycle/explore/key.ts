import type { LiveTurn, Observation, QueuedMessage, Session, Signal } from '../src/index.ts';
import type { System, Work } from './system.ts';

/**
 * One text for all systems that behave alike. Left out: times, versions, orders and texts, which no rule branches on here; epochs
 * are told relative to the session's; what is over and cannot be heard of again is forgotten; ids are renamed by their
 * first appearance (symmetry).
 */
export function keyOf(system: System): string {
  const { thread, agent, server, wire, left, adopted } = system;
  const { session } = thread;
  const said = JSON.stringify([
    sessionKey(session),
    thread.turn ? turnKey(thread.turn, session.epoch) : 0,
    thread.queue.hold === null ? 0 : 1,
    thread.queue.messages.flatMap(messageKey),
    [agent.up, agent.epoch - session.epoch, agent.inbox, agent.request, agent.looked, agent.item],
    [
      server.binding,
      server.unsent,
      server.calling,
      server.lookUp,
      server.interrupted,
      server.abortWanted,
      server.stale,
      server.lastVerdict,
    ],
    server.observation ? observationKey(server.observation, session.epoch) : 0,
    wire.map((signal) => signalKey(signal, session.epoch)),
    adopted ? [adopted.turn, adopted.work] : 0,
    Object.values(left),
  ]);
  return renamed(said + JSON.stringify(remembered(system, said)));
}

function sessionKey(session: Session): unknown {
  const { status, stopRequestedAt, unverifiedSince, quietSince, draining } = session;
  return [status, 'bound' in session ? session.bound : 0, stopRequestedAt, unverifiedSince, quietSince, draining];
}

function turnKey(turn: LiveTurn, epoch: number): unknown {
  const common = [turn.turnId, turn.state, turn.origin, turn.stop?.by, turn.stopProblem ? 1 : 0];
  if (turn.state === 'pending') return common;
  const requests = Object.values(turn.requests).map((request) => request.state);
  return [...common, turn.epoch - epoch, Object.keys(turn.items), requests];
}

function messageKey(message: QueuedMessage): unknown[] {
  if (message.state === 'returned') return [];
  if (message.state === 'queued') return [[message.messageId, message.next]];
  return [[message.messageId, message.turnId, message.handed ? 1 : 0]];
}

function signalKey(signal: Signal, epoch: number): unknown {
  const { kind } = signal;
  const id = 'turnId' in signal ? signal.turnId : 'messageId' in signal ? signal.messageId : 0;
  return [kind, signal.epoch - epoch, id];
}

function observationKey(observation: Observation, epoch: number): unknown {
  return [observation.epoch - epoch, observation.turnId, observation.stopping, observation.verdict];
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
  return [pick(rows.turns), pick(rows.messages), pick(rows.items), rows.request, pick(agent.work)];
}

function renamed(text: string): string {
  const names = new Map<string, string>();
  return text.replace(/(?<=[mtax])\d(?=")/g, (digit) => {
    const name = names.get(digit) ?? String(names.size + 1);
    names.set(digit, name);
    return name;
  });
}
