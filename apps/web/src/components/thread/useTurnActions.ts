import type { ThreadId } from '@plumbline/lifecycle';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo, useRef } from 'react';
import type { Project, ThreadView } from '../../state/port.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { send, sendReturned } from '../../state/sending.ts';
import type { Prompt } from '../../state/turns.ts';
import { port } from '../../state/workbench.ts';
import { intoComposer } from '../composer/QueueChips.tsx';
import { useNewThreadHref } from '../shell/useNewThreadHref.ts';
import type { TurnActions } from '../timeline/Turn.tsx';

/** What can be done about the last turn. */
export function useTurnActions(
  threadId: ThreadId,
  forceStop: (() => void) | undefined,
  project: Project | undefined,
  view: ThreadView | undefined,
): TurnActions {
  const router = useRouter();
  const href = useNewThreadHref();
  const canForce = forceStop !== undefined;
  const latest = useRef(view);
  latest.current = view;
  const edit = useCallback(({ text, attachments = [] }: Prompt) => intoComposer(threadId, text, attachments), [threadId]);
  const again = ({ text, attachments = [] }: Prompt) => send(threadId, text, { keepDraft: true, attachments });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the offer matters, not the function
  return useMemo(
    () => ({
      // What came back lies above the composer: it goes from there, so that it is not left to be sent once more.
      sendAgain: (prompt) => {
        const returned = latest.current?.state.queue.messages.find(
          (message) => message.state === 'returned' && message.text === prompt.text,
        );
        void (returned ? sendReturned(threadId, returned).catch(() => {}) : again(prompt));
      },
      edit,
      chooseModel: () => router.push(href),
      newThread: () => router.push(href),
      goOnFresh: (prompt) =>
        void port()
          .startFresh(threadId)
          .finally(() => again(prompt)),
      forceStop,
      ...(project && { changePath: () => askAboutProject({ kind: 'change-path', project }) }),
    }),
    [threadId, edit, router, href, canForce, project],
  );
}
