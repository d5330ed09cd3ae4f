import type { ThreadId, TurnId } from '@plumbline/lifecycle';
import { useRouter } from 'next/navigation';
import { useMemo, useRef } from 'react';
import { sendInFork } from '../../state/sending.ts';
import type { OpenThread } from '../../state/thread.ts';
import type { Prompt } from '../../state/turns.ts';
import { type Action, useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import type { Again } from '../timeline/again.ts';
import type { TurnActions } from '../timeline/Turn.tsx';

/** What to send there, if anything, instead of that turn; absent: after it. */
interface Wish {
  readonly turnId?: TurnId | undefined;
  readonly instead?: Prompt;
}

type Forking = Action<[Wish]>;

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

/** The actions of messages and turns; the same object while the same can be done. */
export function useAgain(
  threadId: ThreadId,
  { thread, canFork, actions, forking }: { thread: OpenThread; canFork: boolean; actions: TurnActions; forking: Forking },
): Again {
  const latest = useRef(forking);
  latest.current = forking;
  const state = thread.view?.state;
  const archived = state?.archivedAt !== undefined;
  const forkedFrom = state?.forkedFrom;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another thread everything is another
  return useMemo(() => {
    const once = (wish: Wish) => (latest.current.busy ? Promise.resolve(false) : latest.current.run(wish));
    return {
      forkedFrom,
      ...(!archived && { edit: actions.edit, send: actions.sendAgain }),
      ...(canFork && {
        fork: (turnId?: TurnId) => void once({ turnId }),
        sendInFork: (turnId: TurnId, instead: Prompt) => once({ turnId, instead }),
      }),
    };
  }, [threadId, archived, forkedFrom, canFork, actions]);
}
