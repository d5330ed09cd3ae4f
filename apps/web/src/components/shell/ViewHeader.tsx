'use client';

import { Menu } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDrawer } from './Shell.tsx';

/** The bar on top of every view; on a phone it opens the sidebar. */
export function ViewHeader({ children }: { readonly children: ReactNode }) {
  const drawer = useDrawer();
  return (
    <header className="flex h-14 flex-none items-center gap-2 border-b border-line pr-3 pl-2 wide:gap-2.5 wide:pr-4 wide:pl-6">
      <button type="button" className="icon-btn wide:!hidden" aria-label="Open the list of threads" onClick={drawer.open}>
        <Menu size={18} aria-hidden="true" />
      </button>
      {children}
    </header>
  );
}
