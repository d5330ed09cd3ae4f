import { type QueuedMessage, type ThreadState, type TurnRow, tasksOf } from '@plumbline/lifecycle';
import { insertInto, type Statement, upsertInto } from '../database/statement.ts';
import { items, queuedMessages, requests, sessions, steeredPrompts, streamingTexts, tasks, threads, turns } from '../schema/index.ts';
import { escapeText } from '../text/escaped.ts';
import type { Projection } from './project.ts';
import { itemRow, queuedRow, requestRow, sessionRow, threadRow, turnRow } from './rows.ts';

const putThread = upsertInto(threads, {
  key: ['threadId'],
  columns: [
    'threadId',
    'projectId',
    'version',
    'removed',
    'archived',
    'waiting',
    'lastActivityAt',
    'facts',
    'turn',
    'lastTurn',
    'hold',
    'summary',
  ],
});
const putSession = upsertInto(sessions, {
  key: ['threadId'],
  columns: ['threadId', 'status', 'epoch', 'activeTurnId', 'pendingTurnId', 'bound', 'unsettled', 'session'],
});
const putTurn = upsertInto(turns, {
  key: ['turnId'],
  columns: ['turnId', 'threadId', 'number', 'state', 'messageId', 'turn'],
  fill: ['messageId'],
});
const putItem = upsertInto(items, { key: ['itemId'], columns: ['itemId', 'threadId', 'turnId', 'order', 'status', 'item'] });
const putRequest = upsertInto(requests, {
  key: ['requestId'],
  columns: ['requestId', 'threadId', 'turnId', 'state', 'openedAt', 'request', 'live'],
});
const putQueued = upsertInto(queuedMessages, {
  key: ['threadId', 'messageId'],
  columns: ['threadId', 'messageId', 'position', 'state', 'message'],
});
const putSteered = upsertInto(steeredPrompts, { key: ['threadId', 'messageId'], columns: ['threadId', 'messageId', 'turnId'] });
const putTask = upsertInto(tasks, { key: ['taskId'], columns: ['taskId', 'threadId', 'private'] });
/** A rebuild leaves the text that is there. */
const beginText = insertInto(streamingTexts, { orIgnore: true });

/** What the batch of an append writes beside its events. Its length does not depend on the thread's (I11). */
export function statementsOf(projection: Projection): Statement[] {
  const { before, after, binding } = projection;
  const { threadId } = after;
  const list: Statement[] = [...itemStatements(projection)];
  for (const turn of settledFirst(projection.turns.values())) list.push(putTurn(turnRow(turn, projection.messages.get(turn.turnId))));
  for (const request of projection.requests.values()) list.push(putRequest(requestRow(after, request)));
  for (const [requestId, facts] of projection.requestFacts)
    list.push({ sql: 'UPDATE requests SET private = ? WHERE request_id = ?', args: [JSON.stringify(facts), requestId] });
  for (const [messageId, turnId] of projection.steered) list.push(putSteered({ threadId, messageId, turnId }));
  list.push(...queueStatements(before?.queue, after), ...taskStatements(projection));
  if (before?.session !== after.session) list.push(putSession(sessionRow(threadId, after.session)));
  if (binding) list.push({ sql: 'UPDATE sessions SET binding = ? WHERE thread_id = ?', args: [JSON.stringify(binding), threadId] });
  list.push(putThread(threadRow(after)));
  return list;
}

/** Deltas are dropped with the event that closes their item, for it carries the whole text (rule 30). */
function* itemStatements({ before, after, items: changed, discarded }: Projection): Generator<Statement> {
  const streamed = before?.turn?.state === 'running' ? before.turn.items : {};
  for (const itemId of discarded) {
    yield { sql: 'DELETE FROM items WHERE item_id = ?', args: [itemId] };
    if (streamed[itemId]) yield dropText(itemId);
  }
  for (const item of changed.values()) {
    yield putItem(itemRow(after.threadId, item));
    if (item.status !== 'streaming' && streamed[item.itemId]) yield dropText(item.itemId);
    if (item.status === 'streaming' && !streamed[item.itemId] && item.kind !== 'tool' && item.text !== '')
      yield beginText({ itemId: item.itemId, threadId: after.threadId, length: item.text.length, escaped: escapeText(item.text) });
  }
}

function dropText(itemId: string): Statement {
  return { sql: 'DELETE FROM streaming_texts WHERE item_id = ?', args: [itemId] };
}

/** A thread has one unsettled turn at each moment, and the index that says so looks at each statement. */
function settledFirst(changed: Iterable<TurnRow>): TurnRow[] {
  const live = (turn: TurnRow) => (turn.state === 'pending' || turn.state === 'running' ? 1 : 0);
  return [...changed].sort((a, b) => live(a) - live(b));
}

function taskStatements({ before, after, taskFacts }: Projection): Statement[] {
  if (before?.tasks === after.tasks) return [];
  const running = tasksOf(after);
  const old = new Set(Object.keys(before?.tasks ?? {}));
  const begun = running.filter((task) => !old.has(task.taskId));
  for (const { taskId } of running) old.delete(taskId);
  const { threadId } = after;
  return [
    ...[...old].map((taskId) => ({ sql: 'DELETE FROM tasks WHERE task_id = ?', args: [taskId] })),
    ...begun.map(({ taskId }) => putTask({ taskId, threadId, private: JSON.stringify(taskFacts.get(taskId) ?? {}) })),
  ];
}

function queueStatements(before: ThreadState['queue'] | undefined, { threadId, queue }: ThreadState): Statement[] {
  if (before === queue) return [];
  const old = new Map(before?.messages.map((message) => [message.messageId, message]));
  const put: QueuedMessage[] = [];
  for (const message of queue.messages) {
    if (old.get(message.messageId) !== message) put.push(message);
    old.delete(message.messageId);
  }
  const delivering = (message: QueuedMessage) => (message.state === 'delivering' ? 1 : 0);
  return [
    ...[...old.keys()].map((id) => ({ sql: 'DELETE FROM queued_messages WHERE thread_id = ? AND message_id = ?', args: [threadId, id] })),
    ...put.sort((a, b) => delivering(a) - delivering(b)).map((message) => putQueued(queuedRow(threadId, message))),
  ];
}
