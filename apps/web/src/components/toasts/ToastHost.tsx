'use client';

import { lazy, Suspense } from 'react';
import { type Deletion, useDeletions } from '../../state/deleting.ts';

const Toasts = lazy(() => import('./Toasts.tsx'));

/** Notes on what has no place of its own any more: threads that were deleted. Early in the page, so that Tab comes by soon. */
export function ToastHost() {
  const deletions = useDeletions();
  return (
    <>
      <div role="status" className="sr-only">
        {said(deletions.at(-1))}
      </div>
      <Suspense>{deletions.length > 0 && <Toasts deletions={deletions} />}</Suspense>
    </>
  );
}

function said(deletion: Deletion | undefined): string {
  if (!deletion || deletion.state === 'sending') return '';
  if (deletion.problem) return `The thread “${deletion.title}” could not be deleted. ${deletion.problem.message}`;
  return `Thread “${deletion.title}” deleted. It can be taken back with Control Z, or with Undo in the notes.`;
}
