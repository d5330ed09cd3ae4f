import { type Command, type ForkPoint, isRewound, type ThreadState, titleLimit } from '@plumbline/lifecycle';
import type { RuntimeCommand } from '../contract.ts';
import type { Core } from '../core.ts';
import { refused } from './receipts.ts';

type Fork = Extract<RuntimeCommand, { type: 'thread.fork' }>;
type Made = Omit<Extract<Command, { type: 'thread.fork' }>, 'threadId'> | Omit<Extract<Command, { type: 'thread.create' }>, 'threadId'>;

/**
 * What a fork comes to: a thread that goes on after a settled turn, or, before the first one, a thread that begins anew. Throws
 * RuntimeFault with the refusal.
 */
export async function prepareFork(core: Core, source: ThreadState, { turnId, before, title }: Fork): Promise<Made> {
  const { projectId, settings } = source;
  const named = title ?? forkTitle(source.title);
  const last = await lastTurn(core, source, turnId, before === true);
  if (last === null) return { type: 'thread.create', projectId, settings, title: named };
  const provider = core.providers.get(settings.provider);
  if (provider?.capabilities.fork !== true)
    throw refused({ code: 'FORK_IMPOSSIBLE', message: `${provider?.name ?? 'This agent'} cannot fork a conversation.` });
  const [, next] = await core.store.findTurnsFrom(last.threadId, last.turn, 2);
  if (next !== undefined && next.messageId === undefined && next.turn.startedAt !== undefined)
    throw refused({
      code: 'FORK_IMPOSSIBLE',
      message: 'The agent began the turn after this one by itself, so where this one ended in its conversation is not known.',
    });
  return { type: 'thread.fork', projectId, settings, title: named, forkedFrom: last };
}

/** The last turn of the fork; null: it has none. */
async function lastTurn(core: Core, source: ThreadState, turnId: Fork['turnId'], before: boolean): Promise<ForkPoint | null> {
  const { threadId, turn: live, turnCount } = source;
  if (turnId === undefined) return pointAt(core, source, live ? turnCount - 1 : turnCount);
  const named = await core.store.findTurnOfPast(threadId, turnId);
  if (named === null) throw refused({ code: 'MESSAGE_NOT_FOUND', message: 'This thread has no such turn.' });
  if (before) return pointAt(core, source, named.number - 1);
  if (named.turnId === live?.turnId)
    throw refused({
      code: 'BLOCKED_BY_RUNNING_TURN',
      message: 'This turn has not ended.',
      blocker: { kind: 'turn', id: live.turnId },
      removedBy: 'thread.turn.interrupt',
    });
  if (isRewound(source, named.number) || (await core.store.findRewound(named.threadId, named.number)) !== null)
    throw refused({ code: 'FORK_IMPOSSIBLE', message: 'This turn was rewound: the agent’s conversation does not have it.' });
  return pointAt(core, source, named.number);
}

/** At that turn or, if it was rewound, at the one before all that were. */
async function pointAt(core: Core, source: ThreadState, number: number): Promise<ForkPoint | null> {
  if (number < 1) return null;
  if (source.rewind?.turns && isRewound(source, number)) return pointAt(core, source, source.rewind.turns.from - 1);
  const turn = await core.store.findTurnOfPast(source.threadId, number);
  if (turn === null) throw refused({ code: 'MESSAGE_NOT_FOUND', message: 'This thread has no such turn.' });
  const left = await core.store.findRewound(turn.threadId, turn.number);
  if (left !== null) return pointAt(core, source, left.from - 1);
  // Items of what is shared are all placed before the end of this thread.
  return { threadId: turn.threadId, turnId: turn.turnId, turn: turn.number, nextOrder: source.nextOrder };
}

function forkTitle(title: string): string {
  const ending = ' (fork)';
  return title.endsWith(ending) ? title : `${title.slice(0, titleLimit - ending.length)}${ending}`;
}
