'use client';

import { reloadProjects } from '../../state/directory.ts';
import type { Project } from '../../state/port.ts';
import { askAboutProject } from '../../state/projectDialog.ts';
import { useAction } from '../../state/useAction.ts';
import { ProblemNote } from '../parts/ProblemNote.tsx';

/** A project whose directory is gone, and the ways out. */
export function MissingDirectory({ project }: { readonly project: Project }) {
  const again = useAction(reloadProjects);
  return (
    <ProblemNote
      problem={{ code: 'PROJECT_DIRECTORY_MISSING', message: `The directory of ${project.title} is missing: ${project.path}` }}
      busy={again.busy}
      mending={{ 'change-path': () => askAboutProject({ kind: 'change-path', project }), 'try-again': () => void again.run() }}
    />
  );
}
