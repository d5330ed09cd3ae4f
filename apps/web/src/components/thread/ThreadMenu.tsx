'use client';

import { Menu } from '@base-ui/react/menu';
import type { ThreadSummary } from '@plumbline/lifecycle';
import {
  Archive,
  ArchiveRestore,
  Braces,
  Ellipsis,
  FileText,
  GitFork,
  OctagonX,
  PanelRight,
  Pencil,
  PowerOff,
  RefreshCw,
  Trash2,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense } from 'react';
import { deleteSoon } from '../../state/deleting.ts';
import { toggleInspector } from '../../state/inspector.ts';
import { useAction } from '../../state/useAction.ts';
import { port } from '../../state/workbench.ts';
import { MenuDownload, MenuEntry } from '../parts/MenuEntry.tsx';

const Confirm = lazy(() => import('../parts/Confirm.tsx'));

interface Props {
  readonly summary: ThreadSummary;
  onRename(): void;
  /** Absent: the agent cannot, or there is nothing yet to go on from. */
  readonly onFork: (() => void) | undefined;
  readonly onForceStop: (() => void) | undefined;
}

/** What can be done with a thread. It is there once it was asked for, so it begins open. What fails is said in a dialog with its reason. */
export default function ThreadMenu({ summary, onRename, onFork, onForceStop }: Props) {
  const { threadId, archivedAt } = summary;
  const router = useRouter();
  const action = useAction(async (call: () => Promise<void>) => call());
  const archived = archivedAt !== undefined;
  const live = summary.latestTurn?.state === 'pending' || summary.latestTurn?.state === 'running';
  const remove = () => {
    deleteSoon(summary);
    router.push('/');
  };
  const file = `/api/threads/${encodeURIComponent(threadId)}/export`;
  return (
    <>
      <Menu.Root defaultOpen>
        <Menu.Trigger className="icon-btn data-[popup-open]:bg-hover" aria-label="More for this thread">
          <Ellipsis size={17} aria-hidden="true" />
        </Menu.Trigger>
        <Menu.Portal container={document.querySelector<HTMLElement>('main')}>
          <Menu.Positioner align="end" sideOffset={6} className="z-20 outline-0">
            <Menu.Popup className="popup">
              <MenuEntry icon={Pencil} label="Rename" onClick={onRename} />
              {onFork && <MenuEntry icon={GitFork} label="Fork" onClick={onFork} />}
              <MenuEntry icon={PanelRight} label="Inspector" onClick={toggleInspector} />
              <MenuEntry icon={RefreshCw} label="Reconcile now" onClick={() => void action.run(() => port().reconcile(threadId))} />
              <div className="popup-line" />
              <MenuDownload icon={FileText} label="Export as Markdown" href={`${file}?as=markdown`} />
              <MenuDownload icon={Braces} label="Export as JSON" href={`${file}?as=json`} />
              <div className="popup-line" />
              <MenuEntry icon={PowerOff} label="Stop session" onClick={() => void action.run(() => port().stopSession(threadId, false))} />
              {onForceStop && <MenuEntry icon={OctagonX} label="Force stop…" tone="bad" onClick={onForceStop} />}
              <div className="popup-line" />
              {archived ? (
                <MenuEntry icon={ArchiveRestore} label="Unarchive" onClick={() => void action.run(() => port().unarchive(threadId))} />
              ) : (
                <MenuEntry
                  icon={Archive}
                  label={live ? 'Stop and archive' : 'Archive'}
                  onClick={() => void action.run(() => port().archive(threadId))}
                />
              )}
              <MenuEntry icon={Trash2} label={live ? 'Stop and delete' : 'Delete'} tone="bad" onClick={remove} />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <Suspense>{action.problem && <Confirm title="That did not work" problem={action.problem} onClose={action.clear} />}</Suspense>
    </>
  );
}
