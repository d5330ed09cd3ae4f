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

const loadMenu = () => import('./ThreadMenu.tsx');
const ThreadMenu = lazy(loadMenu);

interface Props {
  readonly summary: ThreadSummary;
  readonly description: Description;
  readonly project: Project | undefined;
  readonly canStop: boolean;
  readonly onStop: () => void;
  readonly forceStop: (() => void) | undefined;
  readonly onFork: (() => void) | undefined;
}

export function ThreadHeader({ summary, description, project, canStop, onStop, forceStop, onFork }: Props) {
  // The menu is loaded when it is first reached for, and takes the button's place only by a click: else it would lose the click.
  const [menu, setMenu] = useState(false);
  const inspecting = useInspectorOpen();
  const [renaming, setRenaming] = useState(false);
  const trigger = (
    <button
      type="button"
      className="icon-btn"
      aria-label="More for this thread"
      aria-haspopup="menu"
      onPointerEnter={() => void loadMenu()}
      onClick={() => setMenu(true)}
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
      {menu ? (
        <Suspense fallback={trigger}>
          <ThreadMenu summary={summary} onRename={() => setRenaming(true)} onFork={onFork} onForceStop={forceStop} />
        </Suspense>
      ) : (
        trigger
      )}
    </ViewHeader>
  );
}
