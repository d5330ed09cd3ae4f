import {
  attachmentLimits,
  type BlobId,
  type CommandId,
  type MessageId,
  type ProjectId,
  type RequestId,
  type TaskId,
  type ThreadId,
  type TurnId,
  textLimit,
} from '@plumbline/lifecycle';
import { z } from 'zod';

/** The inputs of the procedures. Unknown keys are refused, so that a misspelt option is never silently without effect. */

const id = z.string().min(1).max(200);
export const projectId = id.transform((value) => value as ProjectId);
export const threadId = id.transform((value) => value as ThreadId);
export const turnId = id.transform((value) => value as TurnId);
export const messageId = id.transform((value) => value as MessageId);
export const requestId = id.transform((value) => value as RequestId);
export const taskId = id.transform((value) => value as TaskId);
export const blobId = id.transform((value) => value as BlobId);

/** Made by the client, so that a repeated call has one effect (rule 27). */
export const commandId = z
  .uuid()
  .transform((value) => value as CommandId)
  .optional();

export const title = z.string().trim().min(1).max(200);
export const path = z.string().min(1).max(4_096);
export const cursor = z.string().min(1).max(500);
const name = z.string().min(1).max(200);

/** At most 1,000,000 UTF-16 units; larger is TEXT_TOO_LARGE. */
export const text = z.string().refine((value) => value.length <= textLimit, {
  error: `at most ${textLimit} UTF-16 units`,
  params: { reason: 'TEXT_TOO_LARGE' },
});

export const onThread = z.strictObject({ threadId });
export const commandOnThread = z.strictObject({ threadId, commandId });

export const projectAdd = z.strictObject({ path, title: title.optional(), commandId });
export const projectUpdate = z.strictObject({ projectId, path: path.optional(), title: title.optional(), commandId });
export const projectRemove = z.strictObject({ projectId, commandId });

/** `limit`: at most 50, default 20. */
export const projectFiles = z.strictObject({ projectId, query: z.string().max(200), limit: z.int().min(1).max(50).optional() });

export const projectCommands = z.strictObject({ projectId, provider: name });

export const threadList = z
  .strictObject({
    projectId: projectId.optional(),
    archived: z.boolean().optional(),
    cursor: cursor.optional(),
    limit: z.int().min(1).max(200).optional(),
  })
  .optional();

export const threadCreate = z.strictObject({
  projectId,
  provider: name.optional(),
  model: name.optional(),
  agent: name.optional(),
  access: name.optional(),
  title: title.optional(),
  commandId,
});

/** Each only if it is to change. */
export const threadConfigure = z.strictObject({
  threadId,
  model: name.optional(),
  agent: name.optional(),
  access: name.optional(),
  commandId,
});
/** `turnId`: after that turn, with `before` before it; absent: after the last that has ended. */
export const threadFork = z.strictObject({
  threadId,
  turnId: turnId.optional(),
  before: z.boolean().optional(),
  title: title.optional(),
  commandId,
});
/** To before the message of that turn. */
export const threadRewind = z.strictObject({ threadId, turnId, commandId });
export const threadRename = z.strictObject({ threadId, title, commandId });
export const threadHistory = z.strictObject({ threadId, cursor });
/** Of the plain route, whose input is a path and a query. */
export const threadExportInput = z.strictObject({ threadId, as: z.enum(['markdown', 'json']) });
export const threadBlob = z.strictObject({ threadId, blobId, from: z.int().min(0).optional() });

/** `before`, here and below: as the page before says. */
export const threadSearch = z.strictObject({
  text: z.string().min(1).max(200),
  projectId: projectId.optional(),
  before: z.int().min(1).optional(),
  limit: z.int().min(1).max(100).optional(),
});

export const threadIgnored = z.strictObject({
  threadId,
  limit: z.int().min(1).max(200).optional(),
  before: z.int().min(1).optional(),
});

export const threadLog = z.strictObject({
  threadId,
  limit: z.int().min(1).max(100).optional(),
  before: z.int().min(1).optional(),
});

const attachments = z
  .array(z.strictObject({ blobId, name: z.string().trim().min(1).max(200) }))
  .refine((value) => value.length <= attachmentLimits.count, {
    error: `at most ${attachmentLimits.count} files`,
    params: { reason: 'TOO_MANY_ATTACHMENTS' },
  })
  .optional();

export const turnStart = z.strictObject({
  threadId,
  text,
  attachments,
  delivery: z.enum(['queue', 'steer', 'interrupt']).optional(),
  commandId,
});
export const turnInterrupt = z.strictObject({ threadId, seenVersion: z.int().min(0).optional(), commandId });
export const sessionStart = z.strictObject({ threadId, fresh: z.boolean().optional(), commandId });
export const sessionStop = z.strictObject({ threadId, force: z.boolean().optional(), commandId });
export const queueEdit = z.strictObject({ threadId, messageId, text, commandId });
export const queueMove = z.strictObject({ threadId, messageId, before: messageId.nullable(), commandId });
export const taskStop = z.strictObject({ threadId, taskId, force: z.boolean().optional(), commandId });
export const onMessage = z.strictObject({ threadId, messageId, commandId });

const answerText = z.string().max(20_000);
export const requestRespond = z.union([
  z.strictObject({
    threadId,
    requestId,
    decision: z.enum(['allow', 'allow-always', 'deny', 'cancel']),
    message: answerText.optional(),
    commandId,
  }),
  z.strictObject({ threadId, requestId, answers: z.array(z.array(answerText).max(100)).max(100), commandId }),
]);

/** On a reconnect the browser's own header overrides `lastEventId`. */
export const live = z.strictObject({ threadId: threadId.optional(), lastEventId: cursor.nullish() }).optional();

export const command = z.strictObject({ commandId }).optional();

export const accessRevoke = z.strictObject({ sessionId: id, commandId });
