import type { Attachment, ThreadId } from '@plumbline/lifecycle';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo, useRef } from 'react';
import { drafts, fileOf, joinTexts } from '../../state/drafts.ts';
import type { Project, ThreadView } from '../../state/port.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { send, sendReturned } from '../../state/sending.ts';
import { attachmentsOfPrompt } from '../../state/turns.ts';
import { port } from '../../state/workbench.ts';
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
  const edit = useCallback(
    (text: string) => {
      drafts.addFiles(threadId, promptFiles(latest.current).map(fileOf));
      drafts.setText(threadId, joinTexts(text, drafts.at(threadId).get().text));
      document.querySelector<HTMLTextAreaElement>('#composer')?.focus();
    },
    [threadId],
  );
  const again = (text: string) => send(threadId, text, { keepDraft: true, attachments: promptFiles(latest.current) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the offer matters, not the function
  return useMemo(
    () => ({
      // What came back lies above the composer: it goes from there, so that it is not left to be sent once more.
      sendAgain: (text) => {
        const returned = latest.current?.state.queue.messages.find((message) => message.state === 'returned' && message.text === text);
        void (returned ? sendReturned(threadId, returned).catch(() => {}) : again(text));
      },
      edit,
      chooseModel: () => router.push(href),
      newThread: () => router.push(href),
      goOnFresh: (text) =>
        void port()
          .startFresh(threadId)
          .finally(() => again(text)),
      forceStop,
      ...(project && { changePath: () => askAboutProject({ kind: 'change-path', project }) }),
    }),
    [threadId, edit, router, href, canForce, project],
  );
}

/** What went with the message of the last turn, the only one that is sent again. */
function promptFiles(view: ThreadView | undefined): readonly Attachment[] {
  const last = view?.turns.at(-1);
  return last ? attachmentsOfPrompt(last) : [];
}
