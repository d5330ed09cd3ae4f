import {
  drainable,
  handedOver,
  handOverable,
  type ItemId,
  nextMessage,
  nextToHandOver,
  type RequestId,
  type Signal,
  type SignalBody,
  type TaskId,
  type TurnId,
} from '../../src/index.ts';
import { type Feeder, inServer } from '../feed.ts';
import type { Move } from '../moves.ts';
import { endedRequests, isBusy, type System } from '../system.ts';
import { unavailable } from './failures.ts';
import { dead, ended, inAgent, isLive, spend } from './spend.ts';

function tell(feeder: Feeder, system: System, body: SignalBody, epoch = system.thread.session.epoch): System {
  return feeder.signal(system, { ...body, epoch });
}

const isStarting = ({ thread: { session } }: System) => session.status === 'starting' && !session.bound;

const bind: Move = (system, feeder) => {
  if (!isStarting(system)) return null;
  const epoch = system.thread.session.epoch + 1;
  const agent = { ...dead(system.agent), up: true, epoch };
  return inServer(tell(feeder, { ...system, agent }, { kind: 'bound', resumed: false }, epoch), { binding: true, abortWanted: false });
};

const bindFails: Move = (system, feeder) => {
  const paid = isStarting(system) ? spend(system, 'refusals') : null;
  return paid && tell(feeder, paid, { kind: 'bind-failed', failure: unavailable });
};

const bindTooLate: Move = (system, feeder) => {
  const paid = isStarting(system) ? spend(system, 'silences') : null;
  return paid && tell(feeder, paid, { kind: 'start-deadline' });
};

const drain: Move = (system, feeder) => {
  const n = drainable(system.thread) ? nextMessage(system.thread)?.messageId.slice(1) : undefined;
  if (n === undefined) return null;
  return feeder.command(system, { type: 'thread.queue.drain', turnId: `t${n}` as TurnId, itemId: `u${n}` as ItemId });
};

const handOver: Move = (system, feeder) => {
  const { thread, server } = system;
  if (!handOverable(thread) || !server.binding || server.unsent !== null) return null;
  const messageId = nextToHandOver(thread)?.messageId ?? null;
  const after = feeder.command(system, { type: 'thread.message.hand-over' });
  return after && inServer(after, { unsent: messageId });
};

const sendPrompt: Move = (system, feeder) => {
  const { unsent } = system.server;
  const message = handedOver(system.thread);
  if (unsent === null) return null;
  const gone = inServer(system, { unsent: null });
  if (message === undefined) return null;
  const { messageId } = message;
  if (system.thread.turn?.stop) return tell(feeder, gone, { kind: 'prompt-lost', messageId, reason: 'interrupted', seen: 'no' });
  if (!system.agent.up) return tell(feeder, gone, { kind: 'prompt-refused', messageId, failure: unavailable });
  return inAgent(inServer(gone, { calling: true }), { inbox: messageId, steering: system.thread.turn?.state === 'running' });
};

const answerLost: Move = (system) => {
  const paid = system.server.calling ? spend(system, 'silences') : null;
  return paid && inServer(paid, { calling: false, lookUp: true });
};

const acceptDeadline: Move = (system, feeder) => {
  const { server, thread } = system;
  if (!thread.turn || server.lookUp || server.calling || server.unsent !== null || isStarting(system)) return null;
  const going = handedOver(thread);
  if (thread.turn.state === 'running') return going ? inServer(system, { lookUp: true }) : null;
  const paid = going === undefined ? spend(system, 'silences') : system;
  return paid && tell(feeder, paid, { kind: 'start-deadline' });
};

/** Rule 33. Still on its way when the deadline comes: perhaps seen. */
const lookUp: Move = (system, feeder) => {
  const { server, agent } = system;
  const going = handedOver(system.thread);
  const messageId = going?.messageId;
  if (!server.lookUp || !server.binding || server.unsent !== null) return null;
  // The stream will tell of a steered prompt, in order with the end of its turn: the look-up leaves it to that (rule 26).
  const told = system.wire.some((signal) => signal.kind === 'prompt-accepted' && signal.messageId === messageId);
  if (going?.state === 'steering' && told) return null;
  const done = inServer(system, { lookUp: false });
  if (messageId === undefined) return done;
  const reason = system.thread.turn?.stop ? 'interrupted' : server.interrupted ? 'restart' : 'deadline';
  if (!agent.up) return tell(feeder, done, { kind: 'prompt-lost', messageId, reason: 'exit', seen: 'perhaps' });
  if (agent.work[messageId.replace('m', 't')] !== undefined) return tell(feeder, done, { kind: 'prompt-accepted', messageId });
  if (agent.inbox !== null) return tell(feeder, done, { kind: 'prompt-lost', messageId, reason, seen: 'perhaps' });
  // Absent in a busy agent: a prompt is waited for, a steered one comes back with its deadline.
  if (isBusy(agent))
    return going?.state === 'steering' ? tell(feeder, done, { kind: 'prompt-lost', messageId, reason, seen: 'perhaps' }) : null;
  if (server.interrupted && reason === 'restart') return inServer(done, { interrupted: false, unsent: messageId });
  return tell(feeder, done, { kind: 'prompt-lost', messageId, reason, seen: 'no' });
};

function mayAbort({ server, thread }: System): boolean {
  return server.abortWanted && server.binding && thread.turn?.state !== 'pending';
}

/** Before the agent has begun there is nothing to abort: answered, and lost. */
const abort: Move = (system) => {
  const { agent, wire } = system;
  if (!mayAbort(system) || !agent.up) return null;
  const live = Object.keys(agent.work).filter((id) => isLive(agent.work[id] ?? ''));
  const work = ended(agent.work, 'aborted');
  const told = live.map((id) => ({ kind: 'turn-aborted', turnId: id as TurnId, epoch: agent.epoch }) as const);
  const requests = endedRequests(agent.requests);
  return inServer({ ...system, agent: { ...agent, work, requests, item: null }, wire: [...wire, ...told] }, { abortWanted: false });
};

const abortRefused: Move = (system, feeder) => {
  const turn = system.thread.turn;
  const paid = mayAbort(system) && turn?.stop ? spend(system, 'refusals') : null;
  if (!paid || !turn) return null;
  return inServer(tell(feeder, paid, { kind: 'stop-refused', turnId: turn.turnId, failure: unavailable }), { abortWanted: false });
};

const abortLost: Move = (system) => {
  const paid = mayAbort(system) ? spend(system, 'silences') : null;
  return paid && inServer(paid, { abortWanted: false });
};

const escalate: Move = (system, feeder) => {
  const { turn } = system.thread;
  const paid = turn?.stop ? spend(system, 'silences') : null;
  if (!paid || !turn) return null;
  const killed = { ...paid, agent: dead(paid.agent) };
  return inServer(tell(feeder, killed, { kind: 'stop-escalated', turnId: turn.turnId }), { abortWanted: false });
};

function mayRelease({ thread, agent }: System): boolean {
  return thread.session.stopRequestedAt !== undefined && !thread.turn && (!thread.session.draining || !agent.up);
}

const release: Move = (system, feeder) => {
  if (!mayRelease(system)) return null;
  return inServer(tell(feeder, { ...system, agent: dead(system.agent) }, { kind: 'session-stop-confirmed' }), { binding: false });
};

const releaseRefused: Move = (system, feeder) => {
  const paid = mayRelease(system) ? spend(system, 'refusals') : null;
  return paid && tell(feeder, paid, { kind: 'session-stop-refused', failure: unavailable });
};

/** One at a time; the first that waits for it. */
function answering({ thread, server }: System): RequestId | undefined {
  const asked = thread.turn?.state === 'running' && server.binding ? Object.values(thread.turn.requests) : [];
  return asked.find((request) => request.state === 'answering')?.requestId;
}

const isResolvedBy = (signal: Signal, requestId: RequestId) => signal.kind === 'request-resolved' && signal.requestId === requestId;

const answer: Move = (system, feeder) => {
  const { agent, wire } = system;
  const requestId = answering(system);
  if (requestId === undefined) return null;
  if (agent.up && agent.requests[requestId] === 'open') {
    const resolved = { kind: 'request-resolved', requestId, epoch: agent.epoch } as const;
    return { ...system, agent: { ...agent, requests: { ...agent.requests, [requestId]: 'ended' } }, wire: [...wire, resolved] };
  }
  if (wire.some((signal) => isResolvedBy(signal, requestId))) return null;
  return tell(feeder, system, { kind: 'answer-failed', requestId, failure: { ...unavailable, code: 'REQUEST_CLOSED' } });
};

const answerFails: Move = (system, feeder) => {
  const requestId = answering(system);
  const paid = requestId === undefined ? null : spend(system, 'refusals');
  return paid && requestId !== undefined ? tell(feeder, paid, { kind: 'answer-failed', requestId, failure: unavailable }) : null;
};

const isStopping = ({ thread, server }: System) =>
  server.binding && Object.values(thread.tasks ?? {}).some((task) => task.stop !== undefined);
const taskId = 'k' as TaskId;

const stopTask: Move = (system, feeder) => {
  if (!isStopping(system)) return null;
  const stopped = system.agent.task === 'running' ? inAgent(system, { task: 'ended' }) : system;
  return tell(feeder, stopped, { kind: 'task-ended', taskId, lost: false, noticeId: 'n' as ItemId });
};

const stopTaskFails: Move = (system, feeder) => {
  const paid = isStopping(system) ? spend(system, 'refusals') : null;
  return paid && tell(feeder, paid, { kind: 'task-stop-failed', taskId, failure: unavailable });
};

/** What the runtime does because the state says so, and how its calls may end. */
export const outboxMoves: readonly (readonly [string, Move])[] = [
  ['bind', bind],
  ['bind fails', bindFails],
  ['bind takes too long', bindTooLate],
  ['drain the queue', drain],
  ['hand over', handOver],
  ['send the prompt', sendPrompt],
  ['the answer to the prompt is lost', answerLost],
  ['accept deadline', acceptDeadline],
  ['look the prompt up', lookUp],
  ['abort', abort],
  ['abort is refused', abortRefused],
  ['abort is not heard', abortLost],
  ['stop deadline: kill', escalate],
  ['release the session', release],
  ['release is refused', releaseRefused],
  ['deliver the answer', answer],
  ['the answer fails', answerFails],
  ['the task is stopped', stopTask],
  ['the task cannot be stopped', stopTaskFails],
];
