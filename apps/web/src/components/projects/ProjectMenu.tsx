'use client';

import { Menu } from '@base-ui/react/menu';
import { Ellipsis, FolderSync, Pencil, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Project } from '../../state/port.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { MenuEntry } from '../parts/MenuEntry.tsx';

interface Props {
  readonly project: Project;
  readonly triggerClass: string;
}

/** What can be done with a project. It is there once it was asked for, so it begins open. */
export default function ProjectMenu({ project, triggerClass }: Props) {
  // It stands where it was opened: a modal dialog (the drawer of phones) would lie above it, and a landmark should hold it.
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const place = useCallback((span: HTMLSpanElement | null) => {
    if (span) setContainer(span.closest<HTMLElement>('dialog, aside') ?? document.body);
  }, []);
  return (
    <span ref={place}>
      <Menu.Root defaultOpen>
        <Menu.Trigger
          className={`${triggerClass} data-[popup-open]:bg-hover data-[popup-open]:opacity-100`}
          aria-label={`More for ${project.title}`}
        >
          <Ellipsis size={14} aria-hidden="true" />
        </Menu.Trigger>
        <Menu.Portal container={container}>
          <Menu.Positioner align="start" sideOffset={4} className="z-20 outline-0">
            <Menu.Popup className="popup">
              <MenuEntry icon={Pencil} label="Rename…" onClick={() => askAboutProject({ kind: 'rename', project })} />
              <MenuEntry icon={FolderSync} label="Change path…" onClick={() => askAboutProject({ kind: 'change-path', project })} />
              <div className="popup-line" />
              <MenuEntry icon={Trash2} label="Remove…" tone="bad" onClick={() => askAboutProject({ kind: 'remove', project })} />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  );
}
