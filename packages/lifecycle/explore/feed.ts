import {
  type Command,
  type Decided,
  evolve,
  handedOver,
  type Ingested,
  type Observation,
  type Owner,
  type Signal,
  type ThreadEvent,
  type ThreadState,
  type TurnId,
} from '../src/index.ts';
import { type Fed, type Rows, type Rules, type Server, type System, turnOf } from './system.ts';
import { Broken, judgeQueue, judgeSettlement, judgeStep } from './truth.ts';

/** Feeds the rules and keeps what they were fed, so that a path can be told as a story. */
export class Feeder {
  readonly #rules: Rules;
  fed: Fed[] = [];
  /** What the rules made of the last one. */
  events: readonly ThreadEvent[] = [];

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Null: refused. */
  command(system: System, command: Command): System | null {
    const decided: Decided = this.#rules.decide(system.thread, command, 0);
    if (!decided.ok) return null;
    this.fed.push({ command });
    this.events = decided.events;
    const stopped = system.thread.turn?.stop;
    const after = commit(system, decided.events, 'command');
    const wants = stopped === undefined && after.thread.turn?.stop !== undefined;
    return wants ? inServer(after, { abortWanted: true }) : after;
  }

  signal(system: System, told: Signal): System {
    const signal = resolve(system, told);
    const owner = ownerOf(system, signal);
    this.fed.push({ signal, owner });
    const ingested = this.#rules.ingest(system.thread, signal, owner, {}, 0);
    this.events = ingested.events;
    const heard = system.server.observation && !system.server.stale ? inServer(system, { stale: true }) : system;
    const after = commit(heard, ingested.events, signal.kind);
    judgeStep(system, after, signal, ingested);
    return this.#asked(after, ingested, told);
  }

  observation(system: System, observation: Observation, lastSignal: number): System {
    this.fed.push({ observation });
    const ingested = this.#rules.reconcile(system.thread, observation, lastSignal, {}, 0);
    this.events = ingested.events;
    const after = commit(system, ingested.events, `observed ${observation.verdict.kind}`);
    return this.#asked(after, ingested, null);
  }

  #asked(system: System, { asks }: Ingested, signal: Signal | null): System {
    let after = system;
    if (asks.includes('abort')) after = inServer(after, { abortWanted: true });
    if (asks.includes('look-up')) after = inServer(after, { lookUp: true });
    return asks.includes('adopt') ? this.#adopt(after, signal) : after;
  }

  /** Rule 18: a turn of its own for work that no live turn owns, then the same signal as that turn's. */
  #adopt(system: System, signal: Signal | null): System {
    const work =
      signal !== null && 'turnId' in signal ? signal.turnId : Object.keys(system.agent.work).find((key) => isWorking(system, key));
    if (work === undefined) return system;
    const turn = freshFor(work, system);
    const adopted = this.signal(system, { kind: 'foreign-work', freshTurnId: turn, epoch: system.thread.session.epoch });
    if (adopted.thread.turn?.turnId !== turn) return adopted;
    const known = { ...adopted, adopted: { turn, work } };
    return signal !== null && signal.kind !== 'prompt-accepted' ? this.signal(known, signal) : known;
  }
}

/** Work may be adopted again, when the turn that it was adopted as has ended. */
function freshFor(work: string, { rows }: System): TurnId {
  let turn = `f${work}`;
  while (rows.turns[turn] !== undefined) turn = `f${turn}`;
  return turn as TurnId;
}

export function inServer(system: System, change: Partial<Server>): System {
  return { ...system, server: { ...system.server, ...change } };
}

function isWorking({ agent }: System, key: string): boolean {
  return agent.work[key] === 'open' || agent.work[key] === 'got';
}

/** A signal of adopted work is the adopted turn's, one of a steered prompt its turn's. */
function resolve(system: System, signal: Signal): Signal {
  if (!('turnId' in signal) || signal.turnId === undefined) return signal;
  const turnId = turnOf(system, signal.turnId);
  return turnId === signal.turnId ? signal : ({ ...signal, turnId } as Signal);
}

/** What the rows say about the ids of a signal. */
export function ownerOf({ rows }: System, signal: Signal): Owner {
  const turnId = 'turnId' in signal ? signal.turnId : 'messageId' in signal ? signal.messageId.replace('m', 't') : undefined;
  const row = turnId === undefined ? undefined : rows.turns[rows.into[turnId] ?? turnId];
  const item = 'itemId' in signal ? rows.items[signal.itemId] : undefined;
  const request = signal.kind === 'request-opened' ? rows.requests[signal.request.requestId] : undefined;
  return {
    turn: row === undefined ? 'unknown' : row === 'live' ? 'live' : 'settled',
    ...(row === 'stopped' ? { stoppedByUser: true } : {}),
    ...(item === undefined ? {} : { item: { order: 1, status: item } }),
    ...(signal.kind === 'request-opened' && request !== undefined ? { request } : {}),
  };
}

/** Folds the events into thread and rows; judges each settlement against what the agent did. */
export function commit(system: System, events: readonly ThreadEvent[], why: string): System {
  let { thread, rows } = system;
  for (const event of events) {
    const before = thread;
    thread = evolve(thread, { threadId: thread.threadId, version: thread.version + 1, at: 0, event });
    if (thread.version !== before.version + 1) throw new Broken('I7: versions are not contiguous');
    judgeSettlement(system, before, event, thread, why);
    rows = fold(rows, event, before);
  }
  if (thread === system.thread) return system;
  judgeQueue(system.thread, events, thread);
  return { ...system, thread, rows, server: withoutDelivery(system.server, thread) };
}

/** What was remembered of a delivery is over with it. */
function withoutDelivery(server: Server, thread: ThreadState): Server {
  const over = handedOver(thread) === undefined && (server.lookUp || server.interrupted || server.unsent !== null);
  return over ? { ...server, lookUp: false, interrupted: false, unsent: null } : server;
}

function fold(rows: Rows, event: ThreadEvent, before: ThreadState): Rows {
  switch (event.type) {
    case 'message.accepted':
      return withMessage(rows, event.messageId, 'waiting');
    case 'message.delivered':
      return withMessage(withInto(rows, event.messageId.replace('m', 't'), event.turnId), event.messageId, 'delivered');
    case 'message.returned':
      return withMessage(rows, event.messageId, event.seen === 'no' ? 'unseen' : 'perhaps');
    case 'message.removed':
      return { ...rows, messages: { ...rows.messages, [event.messageId]: 'removed' } };
    case 'turn.requested':
      if (rows.turns[event.turnId] !== undefined) throw new Broken(`turn ${event.turnId} was requested twice`);
      return { ...rows, turns: { ...rows.turns, [event.turnId]: 'live' } };
    case 'turn.settled': {
      if (rows.turns[event.turnId] !== 'live') throw new Broken(`I1: turn ${event.turnId} was settled twice`);
      const stopped = before.turn?.stop?.by === 'user';
      const turns = { ...rows.turns, [event.turnId]: stopped ? ('stopped' as const) : ('settled' as const) };
      const expired = Object.fromEntries(event.expired.map((id) => [id, 'ended' as const]));
      return { ...rows, turns, requests: event.expired.length > 0 ? { ...rows.requests, ...expired } : rows.requests };
    }
    case 'item.started':
      return { ...rows, items: { ...rows.items, [event.itemId]: 'streaming' } };
    case 'item.closed':
      return event.itemId.startsWith('a') ? { ...rows, items: { ...rows.items, [event.itemId]: event.status } } : rows;
    case 'request.opened':
      if (rows.requests[event.request.requestId] !== undefined) throw new Broken('rule 28: an ended request opened again');
      return { ...rows, requests: { ...rows.requests, [event.request.requestId]: 'open' } };
    case 'request.resolved':
      return { ...rows, requests: { ...rows.requests, [event.requestId]: 'ended' } };
    default:
      return rows;
  }
}

/** A steered message has no turn of its own. */
function withInto(rows: Rows, own: string, turnId: string): Rows {
  return own === turnId ? rows : { ...rows, into: { ...rows.into, [own]: turnId } };
}

/** I6: one fate, which stands. */
function withMessage(rows: Rows, messageId: string, fate: Rows['messages'][string]): Rows {
  const held = rows.messages[messageId];
  if (held !== undefined && held !== 'waiting') throw new Broken(`I6: message ${messageId} is ${held} and became ${fate}`);
  return { ...rows, messages: { ...rows.messages, [messageId]: fate } };
}
