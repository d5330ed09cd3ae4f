'use client';

import type { ThreadId } from '@plumbline/lifecycle';
import { useParams, usePathname, useRouter } from 'next/navigation';
import { createContext, lazy, type ReactNode, Suspense, use, useEffect, useMemo, useRef, useState } from 'react';
import { followDirectory, useDirectory } from '../../state/directory.ts';
import { isPlainKey } from '../../state/keys.ts';
import { useProjectDialog } from '../../state/projectDialog.ts';
import { keepSeen, showing } from '../../state/seen.ts';
import { keepTab } from '../../state/tab.ts';
import { PaletteHost } from '../palette/PaletteHost.tsx';
import { ToastHost } from '../toasts/ToastHost.tsx';
import { Sidebar } from './Sidebar.tsx';
import { useNewThreadHref } from './useNewThreadHref.ts';

const ProjectDialogs = lazy(() => import('../projects/ProjectDialogs.tsx'));

const Drawer = createContext<{ open(): void }>({ open: () => {} });

/** Opens the sidebar where it is a drawer (phones). */
export function useDrawer() {
  return use(Drawer);
}

/** The frame of every view: the sidebar and the place beside it. Follows the lists while the page is open. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [drawer, setDrawer] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    followDirectory(ending.signal);
    keepTab(ending.signal);
    keepSeen(ending.signal);
    return () => ending.abort();
  }, []);
  const { threadId } = useParams<{ threadId?: ThreadId }>();
  useEffect(() => showing(threadId), [threadId]);
  useAlerts();
  useKeysOfViews();
  const opener = useMemo(
    () => ({
      open: () => {
        setDrawer(true);
        dialog.current?.showModal();
      },
    }),
    [],
  );
  const close = () => {
    setDrawer(false);
    dialog.current?.close();
  };
  const pathname = usePathname();
  const asked = useProjectDialog();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view or a dialog closes the drawer, which would lie above it
  useEffect(close, [pathname, asked]);
  return (
    <Drawer value={opener}>
      <a href="#main" className="btn fixed top-2 left-2 z-50 not-focus:sr-only">
        Skip to the thread
      </a>
      <ToastHost />
      <div className="grid h-dvh grid-cols-1 wide:grid-cols-[var(--sidebar)_minmax(0,1fr)]">
        <aside className="hidden min-h-0 border-r border-line wide:block" aria-label="Projects and threads">
          <Sidebar />
        </aside>
        <dialog
          ref={dialog}
          aria-label="Projects and threads"
          onClose={() => setDrawer(false)}
          closedby="any"
          className="m-0 h-dvh max-h-none w-[min(300px,86vw)] max-w-none border-r border-line bg-panel text-ink backdrop:bg-scrim wide:hidden"
        >
          {drawer && <Sidebar onClose={close} />}
        </dialog>
        <main id="main" className="flex min-h-0 min-w-0 flex-col" tabIndex={-1}>
          {children}
        </main>
      </div>
      <PaletteHost />
      <Suspense>{asked && <ProjectDialogs dialog={asked} />}</Suspense>
    </Drawer>
  );
}

/** Notifications are nothing that the page waits for. */
function useAlerts() {
  const router = useRouter();
  const ready = useDirectory((directory) => directory.phase === 'ready');
  useEffect(() => {
    if (!ready) return;
    const ending = new AbortController();
    void import('../../state/alerts/watch.ts').then(({ watchAlerts }) => {
      if (!ending.signal.aborted) watchAlerts(ending.signal, (threadId) => router.push(`/threads/${threadId}`));
    });
    return () => ending.abort();
  }, [ready, router]);
}

/** Views that have a key of their own. */
function useKeysOfViews() {
  const router = useRouter();
  const newThread = useNewThreadHref();
  useEffect(() => {
    const views: Readonly<Record<string, string>> = { n: newThread, o: '/overview' };
    const onKey = (event: KeyboardEvent) => {
      const view = views[event.key];
      if (view === undefined || !isPlainKey(event)) return;
      event.preventDefault();
      router.push(view);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, newThread]);
}
