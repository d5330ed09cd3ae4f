'use client';

import { Menu } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { formatClock, formatMoment } from '../../state/format.ts';
import { useDrawer } from './Shell.tsx';

/** The bar on top of every view; on a phone it opens the sidebar. */
export function ViewHeader({ children }: { readonly children: ReactNode }) {
  const drawer = useDrawer();
  return (
    <div className="relative flex-none">
      <header className="flex h-14 items-center gap-2 border-b border-line pr-3 pl-2 wide:gap-2.5 wide:pr-4 wide:pl-6">
        <button type="button" className="icon-btn wide:!hidden" aria-label="Open the list of threads" onClick={drawer.open}>
          <Menu size={18} aria-hidden="true" />
        </button>
        {children}
      </header>
      <StaleStrip />
    </div>
  );
}

/**
 * What is shown may be old: it says so in every view, since it could claim work that has ended. It comes and goes over what is being
 * read: that must not move. Views begin below it: it hides nothing that one cannot scroll to.
 */
function StaleStrip() {
  const connection = useDirectory((directory) => directory.connection);
  const refused = useDirectory((directory) => directory.problem?.code === 'UNAUTHORIZED');
  if (connection.state !== 'stale') return null;
  if (refused) return <Refused />;
  return (
    <div
      role="status"
      className="absolute inset-x-0 top-full z-[5] border-b border-bad-line bg-bad-bg px-4 py-1.5 text-[13px] text-ink wide:px-6"
    >
      <span className="font-medium text-bad" title={formatMoment(connection.since)}>
        Stale since {formatClock(connection.since)}
      </span>
      <span className="text-ink-2">
        {' '}
        · Plumbline does not answer<span className="max-wide:hidden">. This page asks again by itself; what you write is kept.</span>
      </span>
    </div>
  );
}

/** Asking again would not help. */
function Refused() {
  return (
    <div role="alert" className="flex-none border-b border-bad-line bg-bad-bg px-4 py-1.5 text-[13px] text-ink wide:px-6">
      <span className="font-medium text-bad">This browser was signed out.</span>
      <span className="text-ink-2">
        {' '}
        What is shown is old. Run <code className="font-mono text-[12.5px]">npm run link</code> in a terminal and open its link.
      </span>
    </div>
  );
}
