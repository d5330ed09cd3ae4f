import { z } from 'zod';
import type { BlobId, CommandId, ItemId, MessageId, ProjectId, RequestId, TaskId, ThreadId, TurnId } from '../ids.ts';
import { type RequestAnswer, type ThreadSettings, textLimit } from '../state.ts';
import type { Equal, Expect } from './equal.ts';

/** An id as it comes over the wire: not empty, bounded, and of one line. */
function id<Id extends string>(): z.ZodType<Id, Id> {
  const plain = z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'An id has no blanks and no control characters.');
  return plain as unknown as z.ZodType<Id, Id>;
}

export const projectId = id<ProjectId>();
export const threadId = id<ThreadId>();
export const turnId = id<TurnId>();
export const messageId = id<MessageId>();
export const itemId = id<ItemId>();
export const requestId = id<RequestId>();
export const taskId = id<TaskId>();
export const blobId = id<BlobId>();
/** Made by clients: a UUID. */
export const commandId = z.uuid() as unknown as z.ZodType<CommandId, CommandId>;

export const decision = z.enum(['allow', 'allow-always', 'deny', 'cancel']);

const text = z.string().max(textLimit);

export const requestAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decision'), decision, message: text.exactOptional() }).readonly(),
  z.object({ kind: z.literal('answers'), answers: z.array(z.array(text).max(100).readonly()).max(100).readonly() }).readonly(),
]);

const settingText = z.string().min(1).max(500);

export const threadSettings = z
  .object({ provider: settingText, model: settingText, agent: settingText.exactOptional(), access: settingText.exactOptional() })
  .readonly();

export type InputsAreEqual = [
  Expect<Equal<z.infer<typeof requestAnswer>, RequestAnswer>>,
  Expect<Equal<z.infer<typeof threadSettings>, ThreadSettings>>,
];
