'use client';

import type { ThreadId } from '@plumbline/lifecycle';
import { X } from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { type Deletion, deleteNow, dismissDeletion, holdDeletions, undoDelete } from '../../state/deleting.ts';
import { remedyFor } from '../../state/problem.ts';
import { Button } from '../parts/Button.tsx';

/** While the pointer or the focus is among them no time runs. */
export default function Toasts({ deletions }: { readonly deletions: readonly Deletion[] }) {
  const frame = useRef<HTMLElement>(null);
  const within = useRef({ pointer: false, focus: false });
  const tell = (change: Partial<typeof within.current>) => {
    Object.assign(within.current, change);
    holdDeletions(within.current.pointer || within.current.focus);
  };
  const undo = useUndo();
  useUndoKey(
    deletions.findLast((each) => each.state === 'waiting'),
    undo,
  );
  // A button that goes with the focus on it tells nobody.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when one goes
  useEffect(() => {
    if (!frame.current?.contains(document.activeElement)) tell({ focus: false });
  }, [deletions]);
  return (
    <section
      ref={frame}
      aria-label="Notes"
      className="toasts"
      onPointerEnter={(event) => event.pointerType === 'mouse' && tell({ pointer: true })}
      onPointerLeave={() => tell({ pointer: false })}
      onFocus={() => tell({ focus: true })}
      onBlur={(event) => tell({ focus: event.currentTarget.contains(event.relatedTarget) })}
    >
      {deletions.map((deletion) => (
        <Toast key={deletion.threadId} deletion={deletion} onUndo={undo} />
      ))}
    </section>
  );
}

/** Back to the thread too, for who has not gone on to something else. */
function useUndo(): (threadId: ThreadId) => void {
  const router = useRouter();
  const pathname = usePathname();
  return (threadId) => {
    undoDelete(threadId);
    if (pathname === '/') router.push(`/threads/${threadId}`);
  };
}

interface ToastProps {
  readonly deletion: Deletion;
  onUndo(threadId: ThreadId): void;
}

function Toast({ deletion: { threadId, title, live, state, problem }, onUndo }: ToastProps) {
  const failed = problem !== undefined;
  return (
    <div className="toast" data-toast={state}>
      <div className="min-w-0 flex-1">
        <p className={failed ? 'font-medium text-bad' : 'font-medium'}>
          {failed ? 'The thread could not be deleted' : state === 'sending' ? 'Deleting the thread…' : 'Thread deleted'}
        </p>
        <p className="truncate text-ink-2" title={title}>
          {title}
        </p>
        {live && state === 'waiting' && <p className="text-ink-2">Its agent is stopped when this note closes.</p>}
        {live && state === 'sending' && <p className="text-ink-2">Its agent is being stopped.</p>}
        {failed && (
          <p className="text-ink-2">
            {problem.message} {remedyFor(problem.code)}
          </p>
        )}
      </div>
      {state === 'waiting' && (
        <Button hint="Ctrl Z" onClick={() => onUndo(threadId)}>
          Undo
        </Button>
      )}
      {failed && <Button onClick={() => void deleteNow(threadId)}>Try again</Button>}
      {state !== 'sending' && (
        <button
          type="button"
          className="icon-btn"
          aria-label={failed ? 'Dismiss' : `Delete “${title}” now`}
          title={failed ? 'Dismiss' : 'Delete it now'}
          onClick={() => (failed ? dismissDeletion(threadId) : void deleteNow(threadId))}
        >
          <X size={15} aria-hidden="true" />
        </button>
      )}
      {state === 'waiting' && <span className="toast-time" aria-hidden="true" />}
    </div>
  );
}

/** Where nothing is written, so that a field keeps its own. */
function useUndoKey(newest: Deletion | undefined, undo: (threadId: ThreadId) => void) {
  useEffect(() => {
    if (!newest) return;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const field = target?.closest('input, textarea, [contenteditable="true"]');
      const written = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? field.value !== '' : field !== null;
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || written) return;
      event.preventDefault();
      undo(newest.threadId);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [newest, undo]);
}
