'use client';

import { useRouter } from 'next/navigation';
import { reloadProjects } from '../../state/directory.ts';
import type { Project } from '../../state/port.ts';
import { closeProjectDialog, type ProjectDialog } from '../../state/projectDialog.ts';
import { port } from '../../state/workbench.ts';
import { FieldDialog } from './FieldDialog.tsx';
import RemoveProject from './RemoveProject.tsx';

const pathHint = 'What pwd prints in that directory.';

function checkPath(path: string): string | undefined {
  return path.startsWith('/') ? undefined : 'The path must be absolute: it begins with “/”.';
}

/** The dialog about a project that is open. */
export default function ProjectDialogs({ dialog }: { readonly dialog: ProjectDialog }) {
  switch (dialog.kind) {
    case 'add':
      return <AddProject />;
    case 'rename':
      return <RenameProject project={dialog.project} />;
    case 'change-path':
      return <ChangePath project={dialog.project} />;
    case 'remove':
      return <RemoveProject project={dialog.project} />;
    default:
      return dialog satisfies never;
  }
}

function AddProject() {
  const router = useRouter();
  return (
    <FieldDialog
      title="Add a project"
      description="A directory on the machine where Plumbline runs. Agents work in it as you would in a terminal."
      label="Path"
      initial=""
      placeholder="/home/you/code/project"
      code
      hint={pathHint}
      submit="Add project"
      submitting="Adding…"
      check={checkPath}
      onSubmit={async (path) => {
        const { projectId } = await port().addProject({ path });
        await reloadProjects();
        router.push(`/projects/${projectId}/new`);
      }}
      onClose={closeProjectDialog}
    />
  );
}

function RenameProject({ project }: { readonly project: Project }) {
  return (
    <FieldDialog
      title="Rename the project"
      description="Only its name in Plumbline; the directory keeps its own."
      label="Name"
      initial={project.title}
      submit="Rename"
      submitting="Renaming…"
      check={(name) => (name.length > 200 ? 'A name has at most 200 characters.' : undefined)}
      onSubmit={async (title) => {
        await port().updateProject(project.projectId, { title });
        await reloadProjects();
      }}
      onClose={closeProjectDialog}
    />
  );
}

function ChangePath({ project }: { readonly project: Project }) {
  return (
    <FieldDialog
      title={`Change the path of ${project.title}`}
      description="Where new threads of it work; no file is moved. A conversation belongs to the directory it began in: it can be read, and goes on when the path is that one again."
      label="Path"
      initial={project.path}
      code
      hint={pathHint}
      submit="Change path"
      submitting="Changing…"
      check={checkPath}
      onSubmit={async (path) => {
        await port().updateProject(project.projectId, { path });
        await reloadProjects();
      }}
      onClose={closeProjectDialog}
    />
  );
}
