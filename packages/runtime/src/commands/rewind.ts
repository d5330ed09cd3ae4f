import type { ThreadState, TurnId } from '@plumbline/lifecycle';
import type { Core } from '../core.ts';
import { refused } from './receipts.ts';

/** The number of the turn that a rewind goes back before. Throws RuntimeFault with the refusal. */
export async function turnToRewind(core: Core, { threadId, settings }: ThreadState, turnId: TurnId): Promise<number> {
  const provider = core.providers.get(settings.provider);
  if (provider?.capabilities.rewind !== true)
    throw refused({
      code: 'REWIND_IMPOSSIBLE',
      message: `${provider?.name ?? 'This agent'} cannot take a conversation and its files back.`,
    });
  const turn = await core.store.findTurnOfPast(threadId, turnId);
  if (turn === null) throw refused({ code: 'MESSAGE_NOT_FOUND', message: 'This thread has no such turn.' });
  if (turn.threadId !== threadId)
    throw refused({
      code: 'REWIND_IMPOSSIBLE',
      message: 'This turn is of the thread that this one was forked from: fork that one before it instead.',
    });
  const [asked] = await core.store.findTurnsFrom(threadId, turn.number, 1);
  if (asked?.messageId === undefined)
    throw refused({
      code: 'REWIND_IMPOSSIBLE',
      message: 'The agent began this turn by itself: only a message of yours can be gone back to.',
    });
  if ((await core.store.findRewound(threadId, turn.number)) !== null)
    throw refused({ code: 'REWIND_IMPOSSIBLE', message: 'This turn was rewound before, and has left the conversation.' });
  return turn.number;
}
