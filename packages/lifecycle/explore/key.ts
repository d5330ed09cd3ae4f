import type { LiveTurn, Observation, QueuedMessage, Rewind, Session, Signal, ThreadState } from '../src/index.ts';
import { Digest } from './digest.ts';
import type { Agent, Requests, Rows, Server, System, Work } from './system.ts';

/**
 * The texts of a system's parts, and of which parts they are. A step changes few parts and shares the rest with the state before it;
 * its texts are carried along by spreading, and those of changed parts made anew.
 */
export interface Texts {
  readonly thread: Text<ThreadState>;
  readonly agent: Text<Agent>;
  readonly work: Text<Agent['work']>;
  readonly server: Text<Server>;
  readonly observation: Text<Observation | null>;
  readonly rows: Text<Rows>;
}

interface Text<Part> {
  readonly of: Part;
  readonly text: string;
}

function textOf<Part>(held: Text<Part> | undefined, part: Part, make: (part: Part) => string): Text<Part> {
  return held?.of === part ? held : { of: part, text: make(part) };
}

function textsOf(system: System): Texts {
  const { texts: held, thread, agent, server, rows } = system;
  const texts: Texts = {
    thread: textOf(held?.thread, thread, threadText),
    agent: textOf(held?.agent, agent, agentText),
    work: textOf(held?.work, agent.work, JSON.stringify),
    server: textOf(held?.server, server, serverText),
    observation: textOf(held?.observation, server.observation, observationText),
    rows: textOf(held?.rows, rows, JSON.stringify),
  };
  system.texts = texts;
  return texts;
}

function threadText({ session, turn, queue, tasks, rewind, turnCount }: ThreadState): string {
  return JSON.stringify([
    sessionKey(session),
    turn ? turnKey(turn, session.epoch) : 0,
    queue.hold === null ? 0 : 1,
    queue.messages.flatMap(messageKey),
    Object.values(tasks ?? {}).map((task) => (task.stop ? 2 : task.problem ? 1 : 0)),
    ...(rewind ? [rewindKey(rewind), turnCount] : []),
  ]);
}

function rewindKey({ turns, asked, final }: Rewind): unknown {
  return [turns, asked?.kind, asked?.kind === 'rewind' ? asked.turns : 0, asked?.told, final];
}

function agentText({ up, inbox, steering, requests, looked, item, task, rewound }: Agent): string {
  return `${up}"${inbox}"${steering}${requestsText(requests)}${looked}"${item}"${task}"${rewound}`;
}

function serverText({ binding, unsent, calling, lookUp, interrupted, abortWanted, stale }: Server): string {
  return `${binding}"${unsent}"${calling}${lookUp}${interrupted}${abortWanted}${stale}`;
}

function observationText(observation: Observation | null): string {
  if (observation === null) return '';
  const { turnId, stopping, verdict, release } = observation;
  return JSON.stringify([turnId, stopping, verdict, release]);
}

function requestsText(requests: Requests): string {
  let text = '';
  for (const id in requests) text += `${id}${requests[id]}`;
  return text;
}

const digest = new Digest();

/** All that the checks of a thread look at, so that each is made once and not in each state that holds this thread. */
export function threadKeyOf(system: System): Key {
  const { thread, rows } = textsOf(system);
  digest.begin();
  digest.feed(thread.text);
  digest.feed(rows.text);
  digest.feed(system.thread.lastTurn?.turnId ?? '');
  digest.end();
  return digest;
}

/** The same, with what the agent did: for checks whose answer is judged against it. */
export function workKeyOf(system: System): Key {
  const { thread, rows, agent, work } = textsOf(system);
  digest.begin();
  digest.feed(thread.text);
  digest.feed(rows.text);
  digest.feed(system.thread.lastTurn?.turnId ?? '');
  digest.feed(agent.text);
  digest.feed(work.text);
  digest.feed(system.adopted?.turn ?? '');
  digest.end();
  return digest;
}

/** Always one and the same object: read it before the next call. */
export type Key = Pick<Digest, 'high' | 'low'>;

/**
 * One key for all systems that behave alike. Left out: times, versions, orders and texts, which no rule branches on here; epochs
 * are told relative to the session's; what is over and cannot be heard of again is forgotten; ids are renamed by their
 * first appearance (symmetry).
 */
export function keyOf(system: System): Key {
  const { thread, agent, server, wire, left, adopted } = system;
  const { epoch } = thread.session;
  const texts = textsOf(system);
  digest.begin();
  digest.feed(texts.thread.text);
  digest.feed(texts.agent.text);
  digest.feed(texts.server.text);
  digest.feed(`|${agent.epoch - epoch}`);
  if (server.observation) digest.feed(`${texts.observation.text}${server.observation.epoch - epoch}`);
  for (const signal of wire) digest.feed(signalText(signal, epoch));
  if (isAbout(server.lastVerdict, thread)) digest.feed(server.lastVerdict);
  if (adopted) digest.feed(`"${adopted.turn}","${adopted.work}"`);
  for (const name in left) digest.feed(`,${left[name as keyof typeof left]}`);
  feedRemembered(system);
  digest.end();
  return digest;
}

/** A verdict on another turn confirms nothing any more. */
function isAbout(verdict: string, { turn }: ThreadState): boolean {
  return verdict.startsWith(turn ? `["${turn.turnId}"` : '[null');
}

function sessionKey(session: Session): unknown {
  const { status, stopRequestedAt, unverifiedSince, quietSince, draining } = session;
  return [status, 'bound' in session ? session.bound : 0, stopRequestedAt, unverifiedSince, quietSince, draining];
}

function turnKey(turn: LiveTurn, epoch: number): unknown {
  const common = [turn.turnId, turn.state, turn.origin, turn.stop?.by, turn.stopProblem ? 1 : 0];
  if (turn.state === 'pending') return common;
  const requests = Object.values(turn.requests).map((request) => [request.requestId, request.state]);
  return [...common, turn.epoch - epoch, Object.keys(turn.items), requests, turn.steered];
}

function messageKey(message: QueuedMessage): unknown[] {
  if (message.state === 'returned') return [];
  if (message.state === 'queued') return [[message.messageId, message.next]];
  return [[message.messageId, message.state, message.turnId, message.handed ? 1 : 0]];
}

function signalText(signal: Signal, epoch: number): string {
  const id = 'turnId' in signal ? signal.turnId : 'messageId' in signal ? signal.messageId : '';
  return `${signal.kind}${signal.epoch - epoch}"${id}"`;
}

const over: ReadonlySet<Work> = new Set(['final', 'failed', 'odd', 'aborted', 'dropped']);

/** Rows and work of turns that can still be heard of: those that were named by now, and work that is not over. */
function feedRemembered({ rows, agent }: System): void {
  const rank = (id: string) => digest.rankOf(id.charCodeAt(id.length - 1) - 48);
  const kept = (id: string) => rank(id) >= 0 || (agent.work[id] !== undefined && !over.has(agent.work[id]));
  for (const record of [rows.turns, rows.messages, rows.items, rows.into, agent.work] as Readonly<Record<string, string>>[]) {
    const ids = Object.keys(record).filter(kept);
    if (ids.length > 1) ids.sort((a, b) => rank(a) - rank(b));
    digest.feed('|');
    for (const id of ids) digest.feed(`"${id}":"${record[id]}"`);
  }
  digest.feed(requestsText(rows.requests));
}
