'use client';

import type { ThreadSummary } from '@plumbline/lifecycle';
import { ClipboardCopy, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { isInspectorAsked } from '../../state/inspector.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { EventLog } from './EventLog.tsx';
import { Facts } from './Facts.tsx';
import { IgnoredSignals } from './IgnoredSignals.tsx';
import { reportOf } from './report.ts';
import { SessionDiagram } from './SessionDiagram.tsx';
import { useIgnored, useInspection, useLog } from './useInspection.ts';

interface Props {
  readonly summary: ThreadSummary;
  readonly forceStop: (() => void) | undefined;
  onClose(): void;
}

/** What Plumbline knows of a thread and how it knows: the session, the process, the last verdict, the log. */
export default function Inspector({ summary, forceStop, onClose }: Props) {
  const { threadId } = summary;
  const inspection = useInspection(summary);
  const log = useLog(summary);
  const ignored = useIgnored(summary, inspection.value?.newestIgnored);
  const action = useAction(async (call: () => Promise<void>) => call());
  const heading = useFocusOnOpen();
  const canStop = summary.session.status !== 'stopped' && summary.session.status !== 'error';
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    // Not the turn's Stop.
    event.preventDefault();
    onClose();
  };
  return (
    <aside className="inspector" aria-label="Inspector" onKeyDown={onKey}>
      <header className="flex h-14 flex-none items-center gap-1 border-b border-line pr-2.5 pl-4">
        <h2 ref={heading} tabIndex={-1} className="flex-1 text-[14px] font-semibold outline-none">
          Inspector
        </h2>
        <CopyButton
          className="!size-8 max-wide:!size-9"
          icon={ClipboardCopy}
          label="Copy a report, without the texts"
          text={() => reportOf(summary, inspection.value, log.rows, ignored.rows)}
        />
        <button type="button" className="icon-btn" aria-label="Close the inspector" aria-keyshortcuts="i" onClick={onClose}>
          <X size={17} aria-hidden="true" />
        </button>
      </header>
      <section
        aria-label="How this thread stands"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:outline-offset-[-2px]"
      >
        <div className="inspector-part">
          <SessionDiagram status={summary.session.status} />
          <Facts summary={summary} inspection={inspection.value} />
          {inspection.problem && <ProblemNote problem={inspection.problem} mending={{ 'try-again': inspection.again }} />}
          <div className="mt-3 flex flex-wrap gap-1.5">
            <Button disabled={action.busy} onClick={() => void action.run(() => port().reconcile(threadId)).then(inspection.again)}>
              Reconcile now
            </Button>
            <Button disabled={action.busy || !canStop} onClick={() => void action.run(() => port().stopSession(threadId, false))}>
              Stop session
            </Button>
            {forceStop && (
              <Button kind="danger" onClick={forceStop}>
                Force stop…
              </Button>
            )}
          </div>
          {action.problem && (
            <div className="mt-2.5">
              <ProblemNote problem={action.problem} mending={{}} onDismiss={action.clear} />
            </div>
          )}
        </div>
        <EventLog log={log} />
        <IgnoredSignals ignored={ignored} />
      </section>
    </aside>
  );
}

/** The focus goes to it, and back to where it was when it closes: it was opened by a key or a button elsewhere. */
function useFocusOnOpen() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isInspectorAsked()) return;
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return heading;
}
