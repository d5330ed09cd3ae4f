import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../errors.ts';
import type { ThreadEvent, ThreadEventType } from '../events.ts';
import type { BlobId, ItemId, MessageId, ProjectId, RequestId, TaskId, ThreadId, TurnId } from '../ids.ts';
import type { Equal, Expect } from './equal.ts';

const text = z.string();
/** A reader is never stricter than a writer: limits of length and form are those of the inputs, checked on the way in. */
const id = <Id extends string>() => text as unknown as z.ZodType<Id, Id>;
const projectId = id<ProjectId>();
const turnId = id<TurnId>();
const messageId = id<MessageId>();
const itemId = id<ItemId>();
const requestId = id<RequestId>();
const taskId = id<TaskId>();
const blobId = id<BlobId>();
const millis = z.number();
const count = z.number();
const yes = z.literal(true);
const code = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);
const failure = z.object({ code, message: text, retryable: z.boolean() }).readonly();
const cause = z.enum(['provider', 'user', 'guard', 'reconcile', 'restart', 'exit', 'deadline']);
const outcome = z.enum(['completed', 'interrupted', 'error']);
const decision = z.enum(['allow', 'allow-always', 'deny', 'cancel']);
const settings = z.object({ provider: text, model: text, agent: text.exactOptional(), access: text.exactOptional() }).readonly();
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decision'), decision, message: text.exactOptional() }).readonly(),
  z.object({ kind: z.literal('answers'), answers: z.array(z.array(text).readonly()).readonly() }).readonly(),
]);
const forkPoint = z.object({ threadId: id<ThreadId>(), turnId, turn: z.number().int(), nextOrder: z.number().int() }).readonly();
const titleSource = z.enum(['default', 'user', 'provider']);
const turns = z.object({ from: z.number().int(), to: z.number().int() }).readonly();
const order = z.number().int();
const epoch = z.number().int();

const usage = z.object({ input: count, output: count, reasoning: count, cacheRead: count, cacheWrite: count, cost: count }).readonly();

const changes = z.object({ files: count, added: count, removed: count, blobId: blobId.exactOptional() }).readonly();

const attachments = z.array(z.object({ name: text, mime: text, blobId, bytes: count }).readonly()).readonly();

/** JSON leaves an undefined input out. */
const input = z.unknown().optional() as unknown as z.ZodType<unknown>;

const toolContent = z
  .object({
    kind: z.literal('tool'),
    callId: text,
    tool: text,
    title: text,
    input,
    result: z.enum(['pending', 'running', 'ok', 'failed', 'denied', 'cancelled']),
    output: z.object({ preview: text, bytes: count, blobId: blobId.exactOptional() }).readonly(),
    exitCode: z.number().exactOptional(),
    note: text.exactOptional(),
    patch: text.exactOptional(),
  })
  .readonly();

const itemContent = z.union([
  z.object({ kind: z.literal('user'), text, attachments: attachments.exactOptional() }).readonly(),
  z.object({ kind: z.enum(['assistant', 'reasoning', 'plan', 'notice']), text }).readonly(),
  toolContent,
]);

const question = z
  .object({
    id: text,
    text,
    options: z.array(z.object({ label: text, description: text.exactOptional() }).readonly()).readonly(),
    multiple: z.boolean(),
    free: z.boolean(),
  })
  .readonly();

const request = z
  .object({
    requestId,
    turnId,
    epoch,
    kind: z.enum(['permission', 'question', 'unknown']),
    title: text,
    detail: text,
    patterns: z.array(text).readonly().exactOptional(),
    questions: z.array(question).readonly().exactOptional(),
    choices: z.array(decision).readonly(),
  })
  .readonly();

const event = <Type extends ThreadEventType, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...shape }).readonly();

/**
 * An event as a row of the log holds it, in JSON. What does not fit is unreadable and folds as nothing (rule 34). Fields that
 * are not known are dropped, so that an older program reads what a newer one wrote.
 */
export const threadEvent = z.discriminatedUnion('type', [
  event('thread.created', { projectId, title: text, titleSource, settings, forkedFrom: forkPoint.exactOptional() }),
  event('thread.renamed', { title: text, source: titleSource }),
  event('thread.configured', { settings }),
  event('thread.archived', {}),
  event('thread.unarchived', {}),
  event('thread.removed', {}),
  event('thread.rewind-requested', { turns }),
  event('thread.rewound', { turns }),
  event('thread.rewind-undo-requested', {}),
  event('thread.rewind-undone', {}),
  event('thread.rewind-failed', { failure, final: yes.exactOptional() }),
  event('message.accepted', { messageId, text, attachments }),
  event('message.queued', { messageId, next: yes.exactOptional() }),
  event('message.steering', { messageId, turnId, own: z.object({ turnId, itemId }).readonly() }),
  event('message.delivering', { messageId, turnId, epoch }),
  event('message.delivered', { messageId, turnId }),
  event('message.returned', {
    messageId,
    reason: z.enum(['interrupted', 'refused', 'bind-failed', 'deadline', 'exit', 'restart', 'archived']),
    seen: z.enum(['no', 'perhaps']),
  }),
  event('message.edited', { messageId, text }),
  event('message.moved', { messageId, before: messageId.nullable() }),
  event('message.removed', { messageId }),
  event('queue.held', { reason: z.enum(['interrupted', 'failed', 'refused', 'uncertain', 'user', 'archived']) }),
  event('queue.resumed', {}),
  event('task.started', { taskId, title: text, epoch, pid: z.number().exactOptional() }),
  event('task.stop-requested', { taskId, force: z.boolean() }),
  event('task.stop-failed', { taskId, failure }),
  event('task.ended', { taskId, how: z.enum(['ended', 'lost']) }),
  event('session.starting', { fresh: yes.exactOptional() }),
  event('session.bound', { epoch, resumed: z.boolean() }),
  event('session.ready', {}),
  event('session.stop-requested', {}),
  event('session.stop-failed', { failure }),
  event('session.stopped', { cause: z.union([cause, z.literal('idle')]), failure: failure.exactOptional() }),
  event('session.failed', { failure, bound: z.boolean() }),
  event('session.unverified', {}),
  event('session.verified', {}),
  event('session.quiet', { since: millis.exactOptional() }),
  event('turn.requested', { turnId, origin: z.enum(['user', 'provider']), messageId: messageId.exactOptional() }),
  event('turn.started', { turnId, epoch }),
  event('turn.stop-requested', {
    turnId,
    by: z.enum(['user', 'guard', 'archive']),
    outcome: z.enum(['interrupted', 'error']),
    code: code.exactOptional(),
  }),
  event('turn.stop-failed', { turnId, failure }),
  event('turn.retrying', { turnId, attempt: count, reason: text, nextAt: millis }),
  event('turn.stepped', { turnId, finish: z.enum(['final', 'more', 'unknown', 'error']), usage: usage.exactOptional() }),
  event('turn.files-changed', { turnId, changes }),
  event('turn.settled', {
    turnId,
    outcome,
    cause,
    inferred: yes.exactOptional(),
    failure: failure.exactOptional(),
    session: z.enum(['ready', 'error', 'stopped']),
    draining: yes.exactOptional(),
    expired: z.array(requestId).readonly(),
  }),
  event('turn.completed-late', { turnId, usage }),
  event('item.started', { itemId, turnId, parentId: itemId.exactOptional(), order, content: itemContent }),
  event('item.updated', { itemId, turnId, tool: toolContent.exactOptional(), gap: yes.exactOptional() }),
  event('item.closed', {
    itemId,
    turnId,
    parentId: itemId.exactOptional(),
    order,
    status: z.enum(['done', 'partial']),
    content: itemContent,
    gap: yes.exactOptional(),
  }),
  event('item.discarded', { itemId, turnId }),
  event('request.opened', { request }),
  event('request.answering', { requestId, turnId, answer }),
  event('request.reopened', { requestId, turnId, failure }),
  event('request.resolved', { requestId, turnId, answer: answer.exactOptional() }),
]);

export type EventIsEqual = Expect<Equal<z.infer<typeof threadEvent>, ThreadEvent>>;
/** Every type of event has its row above. */
export type TypesAreEqual = Expect<Equal<z.infer<typeof threadEvent>['type'], ThreadEventType>>;
