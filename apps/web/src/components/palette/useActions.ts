import type { ThreadId } from '@plumbline/lifecycle';
import { useParams, useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useDirectory } from '../../state/directory.ts';
import { toggleInspector } from '../../state/inspector.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { setTheme } from '../../state/theme.ts';
import { port } from '../../state/workbench.ts';
import { sections } from '../settings/sections.ts';
import { useNewThreadHref } from '../shell/useNewThreadHref.ts';
import type { PaletteEntry } from './entries.ts';

/** What can be done from anywhere, and with the thread that is open. */
export function useActions(showKeys: () => void): readonly PaletteEntry[] {
  const router = useRouter();
  const newThread = useNewThreadHref();
  const { threadId } = useParams<{ threadId?: ThreadId }>();
  return useMemo(() => {
    const action = (label: string, run: () => void, aside?: string): PaletteEntry => ({
      value: `action ${label}`,
      icon: 'action',
      label,
      ...(aside === undefined ? {} : { aside }),
      run,
    });
    return [
      action('New thread', () => router.push(newThread), 'N'),
      action('Add a project…', () => askAboutProject({ kind: 'add' })),
      // What fails is said by the thread itself: its state is the answer.
      ...(threadId === undefined
        ? []
        : [
            action('Inspector', toggleInspector, 'I'),
            action(
              'Ask the agent how this thread stands',
              () =>
                void port()
                  .reconcile(threadId)
                  .catch(() => undefined),
            ),
          ]),
      action('Overview of all threads', () => router.push('/overview'), 'O'),
      action('Archived threads', () => router.push('/archived')),
      action('Settings', () => router.push('/settings')),
      ...sections.map(({ id, title }) => action(`Settings: ${title}`, () => router.push(`/settings#${id}`))),
      action('Colours: as the system', () => setTheme('system')),
      action('Colours: light', () => setTheme('light')),
      action('Colours: dark', () => setTheme('dark')),
      action('Keyboard shortcuts', showKeys, '?'),
    ];
  }, [router, newThread, threadId, showKeys]);
}

/** A new thread in each project. */
export function useProjectEntries(): readonly PaletteEntry[] {
  const router = useRouter();
  const projects = useDirectory((directory) => directory.projects);
  return useMemo(
    () =>
      projects.map(({ projectId, title }) => ({
        value: `project ${projectId}`,
        icon: 'project' as const,
        label: `New thread in ${title}`,
        run: () => router.push(`/projects/${projectId}/new`),
      })),
    [projects, router],
  );
}
