'use client';

import type { Description, ThreadSummary } from '@plumbline/lifecycle';
import { Ellipsis, PanelRight } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { toggleInspector, useInspectorOpen } from '../../state/inspector.ts';
import type { Project } from '../../state/port.ts';
import { Button } from '../parts/Button.tsx';
import { ViewHeader } from '../shell/ViewHeader.tsx';
import { StateSentence } from './StateSentence.tsx';
import { Title } from './Title.tsx';

const ThreadMenu = lazy(() => import('./ThreadMenu.tsx'));

interface Props {
  readonly summary: ThreadSummary;
  readonly description: Description;
  readonly project: Project | undefined;
  readonly canStop: boolean;
  readonly onStop: () => void;
  readonly forceStop: (() => void) | undefined;
}

export function ThreadHeader({ summary, description, project, canStop, onStop, forceStop }: Props) {
  // The menu is loaded when it is first reached for.
  const [menu, setMenu] = useState<'none' | 'wanted' | 'open'>('none');
  const inspecting = useInspectorOpen();
  const [renaming, setRenaming] = useState(false);
  const trigger = (
    <button
      type="button"
      className="icon-btn"
      aria-label="More for this thread"
      aria-haspopup="menu"
      onPointerEnter={() => setMenu((state) => (state === 'none' ? 'wanted' : state))}
      onClick={() => setMenu('open')}
    >
      <Ellipsis size={17} aria-hidden="true" />
    </button>
  );
  return (
    <ViewHeader>
      <div className="min-w-0 flex-1">
        <Title summary={summary} editing={renaming} onEditing={setRenaming} />
        <p className="flex min-w-0 items-baseline">
          <StateSentence description={description} />
          {project && (
            <span className="hidden flex-none truncate text-[12.5px] whitespace-pre text-ink-3 wide:inline" title={project.path}>
              {' · '}
              {project.title}
            </span>
          )}
        </p>
      </div>
      {forceStop && (
        <Button kind="danger" aria-label="Force stop…" onClick={forceStop}>
          <span>
            Force<span className="max-wide:hidden"> stop</span>…
          </span>
        </Button>
      )}
      {canStop && (
        <Button kind="danger" hint="Esc" onClick={onStop} disabled={description.word === 'stopping'}>
          {description.word === 'stopping' ? 'Stopping…' : 'Stop'}
        </Button>
      )}
      <button
        type="button"
        className="icon-btn max-wide:!hidden"
        aria-label="Inspector"
        title="Inspector (I)"
        aria-pressed={inspecting}
        aria-keyshortcuts="i"
        onClick={toggleInspector}
      >
        <PanelRight size={17} aria-hidden="true" />
      </button>
      {menu === 'none' ? (
        trigger
      ) : (
        <Suspense fallback={trigger}>
          <ThreadMenu summary={summary} initiallyOpen={menu === 'open'} onRename={() => setRenaming(true)} onForceStop={forceStop} />
        </Suspense>
      )}
    </ViewHeader>
  );
}
