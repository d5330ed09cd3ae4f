import type { ItemId, MessageId, RequestId, TurnId } from '../../src/index.ts';
import type { Move } from '../moves.ts';
import { spend } from './spend.ts';

const send: Move = (system, feeder) => {
  const paid = spend(system, 'sends');
  const n = Object.keys(system.rows.messages).length + 1;
  const ids = { messageId: `m${n}` as MessageId, turnId: `t${n}` as TurnId, itemId: `u${n}` as ItemId };
  return paid && feeder.command(paid, { type: 'thread.turn.start', ...ids, text: 'text', attachments: [] });
};

const interrupt: Move = (system, feeder) => {
  const paid = spend(system, 'interrupts');
  return paid && feeder.command(paid, { type: 'thread.turn.interrupt', by: 'user' });
};

const stopSession: Move = (system, feeder) => {
  const paid = spend(system, 'sessionStops');
  return paid && feeder.command(paid, { type: 'thread.session.stop', force: false });
};

const answer: Move = (system, feeder) => {
  if (system.rows.request !== 'open') return null;
  const decision = { kind: 'decision', decision: 'allow' } as const;
  return feeder.command(system, { type: 'thread.request.respond', requestId: 'r' as RequestId, answer: decision });
};

const resume: Move = (system, feeder) => {
  if (system.thread.queue.hold === null) return null;
  const paid = spend(system, 'resumes');
  return paid && feeder.command(paid, { type: 'thread.queue.resume' });
};

/** The person at the page. */
export const userMoves: readonly (readonly [string, Move])[] = [
  ['user sends', send],
  ['user interrupts', interrupt],
  ['user stops the session', stopSession],
  ['user answers', answer],
  ['user resumes the queue', resume],
];
