'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useDirectory } from '../../state/directory.ts';
import type { Project } from '../../state/port.ts';
import { closeProjectDialog } from '../../state/projectDialog.ts';
import { port } from '../../state/workbench.ts';
import Confirm from '../parts/Confirm.tsx';

/** Says what goes with the project and what stays, then removes it. */
export default function RemoveProject({ project }: { readonly project: Project }) {
  const router = useRouter();
  const here = usePathname();
  const all = useDirectory((directory) => directory.threads);
  const more = useDirectory((directory) => directory.more);
  const threads = all.filter((each) => each.projectId === project.projectId);
  const live = threads.filter(({ latestTurn }) => latestTurn?.state === 'pending' || latestTurn?.state === 'running').length;
  const remove = async () => {
    await port().removeProject(project.projectId);
    const gone = threads.some(({ threadId }) => here === `/threads/${threadId}`) || here === `/projects/${project.projectId}/new`;
    if (gone) router.push('/');
  };
  return (
    <Confirm title={`Remove ${project.title}?`} confirm="Remove project" onConfirm={remove} onClose={closeProjectDialog}>
      <p>
        {threads.length === 0 && !more
          ? 'The project leaves Plumbline for good, with threads of it that are archived.'
          : `The project leaves Plumbline for good with ${more ? 'all its threads' : threads.length === 1 ? 'its thread' : `its ${threads.length} threads`}, and with those that are archived.`}
        {live > 0 && ` ${live === 1 ? 'One is at work and is' : `${live} are at work and are`} stopped first.`}
      </p>
      <p className="mt-2">
        The directory stays as it is: <code className="inline-code">{project.path}</code>
      </p>
    </Confirm>
  );
}
