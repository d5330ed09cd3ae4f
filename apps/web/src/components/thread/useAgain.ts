import type { ThreadId, ThreadState, TurnId } from '@plumbline/lifecycle';
import { useRouter } from 'next/navigation';
import { useMemo, useRef } from 'react';
import { drafts } from '../../state/drafts.ts';
import { sendInFork } from '../../state/sending.ts';
import type { OpenThread } from '../../state/thread.ts';
import type { Prompt } from '../../state/turns.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { intoComposer } from '../composer/QueueChips.tsx';
import type { Again } from '../timeline/again.ts';
import type { TurnActions } from '../timeline/Turn.tsx';

/** What to send there, if anything, instead of that turn; absent: after it. */
interface Wish {
  readonly turnId?: TurnId | undefined;
  readonly instead?: Prompt;
}

type Forking = Action<[Wish]>;
type Rewinding = Action<[TurnId, Prompt]>;

/** Forks, and goes to the fork. One at a time. */
export function useForking(threadId: ThreadId): Forking {
  const router = useRouter();
  return useAction(async ({ turnId, instead }: Wish) => {
    const fork =
      turnId !== undefined && instead !== undefined
        ? await sendInFork(threadId, turnId, instead)
        : await port().fork(threadId, turnId === undefined ? undefined : { turnId });
    router.push(`/threads/${fork}`);
  });
}

/** Goes back to before a message, whose words go into the composer, where nothing else is lost by that. */
export function useRewinding(threadId: ThreadId): Rewinding {
  return useAction(async (turnId: TurnId, { text, attachments }: Prompt) => {
    await port().rewind(threadId, turnId);
    const draft = drafts.at(threadId).get();
    if (draft.text.trim() === '' && draft.files.length === 0) intoComposer(threadId, text, attachments);
  });
}

/** The actions of messages and turns; the same object while the same can be done. */
export function useAgain(
  threadId: ThreadId,
  {
    thread,
    can,
    actions,
    forking,
    rewinding,
  }: {
    thread: OpenThread;
    can: { readonly fork: boolean; readonly rewind: boolean };
    actions: TurnActions;
    forking: Forking;
    rewinding: Rewinding;
  },
): Again {
  const latest = useRef({ forking, rewinding });
  latest.current = { forking, rewinding };
  const state = thread.view?.state;
  const archived = state?.archivedAt !== undefined;
  const forkedFrom = state?.forkedFrom;
  const canRewind = can.rewind && !archived && isQuiet(state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another thread everything is another
  return useMemo(() => {
    const once = (wish: Wish) => (latest.current.forking.busy ? Promise.resolve(false) : latest.current.forking.run(wish));
    return {
      forkedFrom,
      ...(!archived && { edit: actions.edit, send: actions.sendAgain }),
      ...(canRewind && { rewind: (turnId: TurnId, prompt: Prompt) => void latest.current.rewinding.run(turnId, prompt) }),
      ...(can.fork && {
        fork: (turnId?: TurnId) => void once({ turnId }),
        sendInFork: (turnId: TurnId, instead: Prompt) => once({ turnId, instead }),
      }),
    };
  }, [threadId, archived, forkedFrom, can.fork, canRewind, actions]);
}

/** Nothing is at work in the conversation, nor about to go into it. */
function isQuiet(state: ThreadState | undefined): boolean {
  return state !== undefined && !state.turn && !state.rewind?.asked && !state.queue.messages.some((message) => message.state === 'queued');
}
