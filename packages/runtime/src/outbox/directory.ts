import type { Failure } from '@plumbline/lifecycle';
import type { Binding } from '@plumbline/providers';
import type { Core } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';
import { judgePath } from '../projects/index.ts';

/** The directory that the thread's project has now, or why nothing can work there (rule 24). Never throws for the disk. */
export async function projectDirectory(core: Core, lane: Lane): Promise<string | Failure> {
  const projectId = lane.state?.projectId;
  const project = projectId === undefined ? null : await core.store.project(projectId);
  if (project === null) return { code: 'PROJECT_NOT_FOUND', message: 'The project of this thread was removed.', retryable: false };
  const verdict = await judgePath(project.path);
  if (verdict.ok) return project.path;
  const why = verdict.problem === 'missing' || verdict.problem === 'not-a-directory' ? 'is not there' : 'cannot be read';
  return { code: 'PROJECT_DIRECTORY_MISSING', message: `The directory ${project.path} ${why}.`, retryable: true };
}

/**
 * Why a bound session may get no message now; null: it may. It would work in a directory that is gone, or in the one that
 * the project had when it was bound.
 */
export async function whyNotThere(core: Core, lane: Lane, binding: Binding): Promise<Failure | null> {
  const directory = await projectDirectory(core, lane);
  if (typeof directory !== 'string') return directory;
  const bound = binding.ref.directory;
  if (bound === directory) return null;
  return {
    code: 'SESSION_LOST',
    message: `This conversation belongs to ${bound}, and its project is at ${directory} now.`,
    retryable: false,
  };
}
