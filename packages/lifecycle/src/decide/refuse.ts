import type { Decided, Fate, Refusal } from '../commands.ts';
import { type ErrorCode, errorCodes } from '../errors.ts';
import type { ThreadEvent } from '../events.ts';
import type { ThreadState } from '../state.ts';

export function refused(code: ErrorCode, message: string, blocker?: Refusal['blocker'], removedBy?: string): Decided {
  return { ok: false, refusal: { code, message, ...(blocker ? { blocker } : {}), ...(removedBy === undefined ? {} : { removedBy }) } };
}

export function accepted(events: readonly ThreadEvent[], fate?: Fate): Decided {
  return { ok: true, events, ...(fate === undefined ? {} : { fate }) };
}

/** It is so already: the command did what was wanted, and nothing happened. */
export const already: Decided = { ok: true, events: [] };

export function notFound(): Decided {
  return refused('THREAD_NOT_FOUND', 'There is no such thread.');
}

export function archivedRefusal(state: ThreadState): Decided {
  return refused('THREAD_ARCHIVED', errorCodes.THREAD_ARCHIVED.remedy, { kind: 'thread', id: state.threadId }, 'thread.unarchive');
}
