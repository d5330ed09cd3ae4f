import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { CommandId, ItemId, MessageId, Millis, ProjectId, RequestId, TaskId, ThreadId, TurnId } from '@plumbline/lifecycle';
import { ascendingIds } from './ascending.ts';

/** Makes ids. The rules take them as arguments, so that they stay pure. */
export interface Ids {
  projectId(): ProjectId;
  threadId(): ThreadId;
  turnId(): TurnId;
  /** Ascending, and a valid message id of OpenCode: the prompt is handed over under it (rule 33). */
  messageId(): MessageId;
  /** For the server's own commands (rule 27: it never uses one twice). */
  commandId(): CommandId;
}

export function createIds(now: () => Millis): Ids {
  const ascending = ascendingIds(now, randomBytes);
  return {
    projectId: () => `prj_${randomName()}` as ProjectId,
    threadId: () => `thr_${randomName()}` as ThreadId,
    turnId: () => `turn_${randomName()}` as TurnId,
    messageId: () => ascending('msg') as MessageId,
    commandId: () => randomUUID() as CommandId,
  };
}

/** The same part of the same session is the same item, also after a restart, so that nothing doubles (rule 16). */
export function itemIdOf(threadId: ThreadId, session: string, part: string): ItemId {
  return `item_${digest(threadId, session, part)}` as ItemId;
}

/** The same request of the same session is the same request, so that an ended one never opens again (rule 28). */
export function requestIdOf(threadId: ThreadId, session: string, requestRef: string): RequestId {
  return `req_${digest(threadId, session, requestRef)}` as RequestId;
}

/** The same task of the same session is the same task, so that one told twice is not two (rule 12). */
export function taskIdOf(threadId: ThreadId, session: string, taskRef: string): TaskId {
  return `task_${digest(threadId, session, taskRef)}` as TaskId;
}

/** 26 characters of five bits each: 130 bits of SHA-256. */
const digestLength = 26;
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

function digest(...fields: readonly string[]): string {
  // Lengths keep ('a', 'bc') apart from ('ab', 'c').
  const bytes = createHash('sha256')
    .update(fields.map((field) => `${field.length}:${field}`).join(''))
    .digest();
  const bits = BigInt(`0x${bytes.toString('hex')}`);
  return Array.from({ length: digestLength }, (_, index) => base32[Number((bits >> BigInt(256 - 5 * (index + 1))) & 31n)]).join('');
}

const nameLength = 20;
/** 64 characters: one byte in four maps to each, so none is likelier than another. All are safe in a URL. */
const nameAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

function randomName(): string {
  return Array.from(randomBytes(nameLength), (byte) => nameAlphabet[byte & 63]).join('');
}
