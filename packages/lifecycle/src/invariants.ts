import { isBound } from './evolve/session.ts';
import { tasksOf } from './evolve/task.ts';
import type { TurnRow } from './shapes.ts';
import type { Item, QueuedMessage, Request, ThreadState } from './state.ts';

/** The rows of a thread, as far as they are at hand. */
export interface Timeline {
  readonly turns: Iterable<TurnRow>;
  readonly items: Iterable<Item>;
  readonly requests: Iterable<Request>;
}

/**
 * What of docs/lifecycle.md, section 5, does not hold in this state (I1, I2, I3, I5, I6, I12), one sentence each; empty: all
 * holds. With the timeline, that its rows tell the same story. For tests, and for auditing a running server.
 */
export function violations(state: ThreadState, timeline?: Timeline): string[] {
  const found = [...sessionAndTurn(state), ...requestsAndItems(state), ...messages(state), ...tasks(state), ...rewind(state)];
  return timeline ? [...found, ...rows(state, timeline)] : found;
}

function sessionAndTurn({ session, turn, lastTurn }: ThreadState): string[] {
  const found: string[] = [];
  const running = turn?.state === 'running' ? turn.turnId : undefined;
  const pending = turn?.state === 'pending' ? turn.turnId : undefined;
  const active = session.status === 'running' ? session.activeTurnId : undefined;
  const named = session.status === 'starting' ? session.pendingTurnId : undefined;
  if (active !== undefined && active === lastTurn?.turnId) found.push(`I1: the settled turn ${active} is active`);
  if (active !== running) found.push(`I2: the session runs ${active ?? 'nothing'}, the running turn is ${running ?? 'none'}`);
  if (named !== pending) found.push(`I2: the session starts ${named ?? 'nothing'}, the pending turn is ${pending ?? 'none'}`);
  if (turn && turn.turnId === lastTurn?.turnId) found.push(`I3: turn ${turn.turnId} is live and settled`);
  if (turn?.state === 'running' && turn.epoch !== session.epoch)
    found.push(`rule 4: the turn's epoch is ${turn.epoch}, the session's ${session.epoch}`);
  if (lastTurn && (lastTurn.state === 'pending' || lastTurn.state === 'running')) found.push('I1: the last turn has no outcome');
  return found;
}

function requestsAndItems({ turn, session, nextOrder }: ThreadState): string[] {
  if (turn?.state !== 'running') return [];
  const found: string[] = [];
  for (const request of Object.values(turn.requests)) {
    if (request.turnId !== turn.turnId || request.epoch !== session.epoch)
      found.push(`I5: request ${request.requestId} is of another turn or epoch`);
  }
  for (const item of Object.values(turn.items)) {
    if (item.order >= nextOrder) found.push(`I12: item ${item.itemId} is placed beyond the end`);
  }
  return found;
}

function messages({ queue, turn }: ThreadState): string[] {
  const found: string[] = [];
  const pending = turn?.state === 'pending' ? turn.turnId : undefined;
  const running = turn?.state === 'running' ? turn.turnId : undefined;
  const astray = (message: QueuedMessage) => message.state === 'delivering' && message.turnId !== pending;
  // Handed over when its turn ended: the next event makes it a turn of its own (rule 26).
  const steersNothing = (message: QueuedMessage) =>
    message.state === 'steering' && message.turnId !== running && !(message.handed && turn === undefined);
  if (queue.messages.some(steersNothing)) found.push('rule 26: a message is steered into no running turn');
  if (queue.messages.filter((message) => message.state === 'steering' && message.handed).length > 1)
    found.push('rule 33: two prompts are on their way');
  if (queue.messages.some(astray)) found.push('I6: a message is on its way for no pending turn');
  if (queue.hold && !queue.messages.some((message) => message.state === 'queued'))
    found.push('rule 25: the queue is held and nothing waits');
  const ids = new Set(queue.messages.map((message) => message.messageId));
  if (ids.size !== queue.messages.length) found.push('I6: a message stands twice in the queue');
  return found;
}

function tasks(state: ThreadState): string[] {
  return tasksOf(state)
    .filter((task) => !isBound(state.session) || task.epoch !== state.session.epoch)
    .map((task) => `rule 12: task ${task.taskId} is watched in no binding of now`);
}

function rewind({ rewind, turn, turnCount }: ThreadState): string[] {
  if (!rewind) return [];
  const found: string[] = [];
  const { turns, asked, problem } = rewind;
  if (!turns && !asked && !problem) found.push('rule 42: a rewind of nothing');
  for (const range of [turns, asked?.kind === 'rewind' ? asked.turns : undefined])
    if (range && (range.from < 1 || range.from > range.to || range.to > turnCount))
      found.push(`rule 42: turns ${range.from} to ${range.to} of ${turnCount} are rewound`);
  if (asked && turn?.state === 'pending' && turn.messageId !== undefined) found.push('rule 42: a message goes into what is being rewound');
  return found;
}

function rows(state: ThreadState, timeline: Timeline): string[] {
  const found: string[] = [];
  const running = state.turn?.state === 'running' ? state.turn : undefined;
  for (const turn of timeline.turns) {
    const live = turn.state === 'pending' || turn.state === 'running';
    if (live !== (turn.turnId === state.turn?.turnId)) found.push(`I3: the row of turn ${turn.turnId} says ${turn.state}`);
    if (live !== (turn.completedAt === undefined)) found.push(`I1: the row of turn ${turn.turnId} is ${turn.state} at the wrong time`);
  }
  for (const item of timeline.items) {
    const streams = running?.items[item.itemId] !== undefined;
    if ((item.status === 'streaming') !== streams) found.push(`I12: the row of item ${item.itemId} says ${item.status}`);
  }
  for (const request of timeline.requests) {
    const open = request.state === 'open' || request.state === 'answering';
    if (open !== (running?.requests[request.requestId] !== undefined))
      found.push(`I5: the row of request ${request.requestId} says ${request.state}`);
  }
  return found;
}
