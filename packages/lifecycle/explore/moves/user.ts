import type { Command, Delivery, ItemId, MessageId, RequestId, TaskId, TurnId } from '../../src/index.ts';
import type { Feeder } from '../feed.ts';
import type { Move } from '../moves.ts';
import type { System } from '../system.ts';
import { Broken } from '../truth.ts';
import { spend } from './spend.ts';

function sendAs(system: System | null, feeder: Feeder, delivery: Delivery): System | null {
  if (!system) return null;
  const n = Object.keys(system.rows.messages).length + 1;
  const ids = { messageId: `m${n}` as MessageId, turnId: `t${n}` as TurnId, itemId: `u${n}` as ItemId };
  const how = delivery === 'queue' ? {} : { delivery, canSteer: true };
  return feeder.command(system, { type: 'thread.turn.start', ...ids, text: 'text', attachments: [], ...how });
}

const send: Move = (system, feeder) => sendAs(spend(system, 'sends'), feeder, 'queue');

/** Into a turn that runs; else it is a plain send. */
const steer: Move = (system, feeder) => {
  const { turn } = system.thread;
  return turn?.state === 'running' && !turn.stop ? sendAs(spend(system, 'steers'), feeder, 'steer') : null;
};

const urgent: Move = (system, feeder) => {
  const { turn } = system.thread;
  const after = turn ? sendAs(spend(system, 'urgents'), feeder, 'interrupt') : null;
  if (after?.thread.turn && after.thread.turn.turnId === turn?.turnId && !after.thread.turn.stop)
    throw new Broken('rule 25: a message was sent after an interrupt, and nothing is interrupted');
  return after;
};

const interrupt: Move = (system, feeder) => {
  const paid = spend(system, 'interrupts');
  return paid && feeder.command(paid, { type: 'thread.turn.interrupt', by: 'user' });
};

const stopSession: Move = (system, feeder) => {
  const paid = spend(system, 'sessionStops');
  return paid && feeder.command(paid, { type: 'thread.session.stop', force: false });
};

const answer =
  (requestId: RequestId): Move =>
  (system, feeder) => {
    if (system.rows.requests[requestId] !== 'open') return null;
    return feeder.command(system, { type: 'thread.request.respond', requestId, answer: { kind: 'decision', decision: 'allow' } });
  };

/** On the last message that waits, whatever became of it meanwhile: refused, nothing changes. */
const change =
  (command: (messageId: MessageId, first: MessageId) => Command): Move =>
  (system, feeder) => {
    const ids = system.thread.queue.messages.filter((message) => message.state === 'queued').map((message) => message.messageId);
    const [first, last] = [ids[0], ids.at(-1)];
    const paid = first === undefined ? null : spend(system, 'edits');
    return paid && first !== undefined && last !== undefined ? feeder.command(paid, command(last, first)) : null;
  };

/** Ahead of a message, or to bind again. */
const startSession: Move = (system, feeder) => {
  const paid = spend(system, 'starts');
  return paid && feeder.command(paid, { type: 'thread.session.start' });
};

const stopTask: Move = (system, feeder) => {
  const paid = system.thread.tasks ? spend(system, 'taskStops') : null;
  return paid && feeder.command(paid, { type: 'thread.task.stop', taskId: 'k' as TaskId, force: false });
};

const resume: Move = (system, feeder) => {
  if (system.thread.queue.hold === null) return null;
  const paid = spend(system, 'resumes');
  return paid && feeder.command(paid, { type: 'thread.queue.resume' });
};

/** The person at the page. */
export const userMoves: readonly (readonly [string, Move])[] = [
  ['user sends', send],
  ['user steers', steer],
  ['user interrupts and sends', urgent],
  ['user interrupts', interrupt],
  ['user stops the session', stopSession],
  ['user starts the session', startSession],
  ['user answers the first request', answer('r1' as RequestId)],
  ['user answers the second request', answer('r2' as RequestId)],
  ['user resumes the queue', resume],
  ['user edits a message', change((messageId) => ({ type: 'thread.queue.edit', messageId, text: 'another' }))],
  ['user moves a message', change((messageId, first) => ({ type: 'thread.queue.move', messageId, before: first }))],
  ['user removes a message', change((messageId) => ({ type: 'thread.queue.remove', messageId }))],
  ['user stops the task', stopTask],
];
