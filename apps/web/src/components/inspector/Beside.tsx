'use client';

import type { ThreadSummary } from '@plumbline/lifecycle';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { closeInspector, initInspector, toggleInspector, useInspectorOpen } from '../../state/inspector.ts';
import { isPlainKey } from '../../state/keys.ts';

const Inspector = lazy(() => import('./Inspector.tsx'));

interface Props {
  readonly summary: ThreadSummary | undefined;
  readonly forceStop: (() => void) | undefined;
  readonly children: ReactNode;
}

/** A thread, and beside it its inspector when that is open (I). */
export function Beside({ summary, forceStop, children }: Props) {
  const open = useInspectorOpen();
  useEffect(() => {
    initInspector();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'i' || !isPlainKey(event)) return;
      event.preventDefault();
      toggleInspector();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
      {open && summary && (
        <Suspense fallback={<aside className="inspector" aria-label="Inspector" aria-busy="true" />}>
          <Inspector key={summary.threadId} summary={summary} forceStop={forceStop} onClose={closeInspector} />
        </Suspense>
      )}
    </div>
  );
}
