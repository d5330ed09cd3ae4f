import { basename } from 'node:path';
import type { ProjectId, ThreadId } from '@plumbline/lifecycle';
import type { Commands } from '../commands/dispatch.ts';
import { type Runtime, RuntimeFault } from '../contract.ts';
import type { Core } from '../core.ts';
import { isAvailable, makeSampleProject, projectPath } from '../projects/index.ts';

const titleLimit = 200;
const pageLimit = 200;

/** Projects: directories that the user added. */
export function createProjects(core: Core, commands: Commands): Runtime['projects'] {
  const { store } = core;
  /** Directories go and come back without a word: who asks and finds it tells all others. */
  let missing = '';
  return {
    async list() {
      const found = await store.listProjects();
      const projects = await Promise.all(found.map(async (project) => ({ ...project, available: await isAvailable(project.path) })));
      const away = projects.flatMap(({ projectId, available }) => (available ? [] : [projectId])).join();
      if (away !== missing) core.hub.tellChanged('projects');
      missing = away;
      return projects;
    },
    async add({ path, title }) {
      const real = await projectPath(path);
      const same = (await store.listProjects()).find((project) => project.path === real);
      if (same !== undefined) return { projectId: same.projectId };
      const projectId = core.ids.projectId();
      await store.saveProject({ projectId, path: real, title: titleOf(title, real), createdAt: core.clock.now() });
      core.hub.tellChanged('projects');
      return { projectId };
    },
    async update({ projectId, path, title }) {
      const project = await store.project(projectId);
      if (project === null) throw notFound();
      const real = path === undefined ? project.path : await projectPath(path);
      await store.saveProject({ ...project, path: real, title: title === undefined ? project.title : titleOf(title, real) });
      core.hub.tellChanged('projects');
    },
    async remove({ projectId }) {
      if ((await store.project(projectId)) === null) throw notFound();
      for (const threadId of await threadsOf(core, projectId)) await commands.dispatch({ command: { type: 'thread.remove', threadId } });
      await store.removeProject(projectId);
      core.hub.tellChanged('projects');
    },
  };
}

/** On a new database a newcomer finds something to try agents on. */
export async function addSampleProject(core: Core, dataDir: string): Promise<void> {
  if (core.store.head() > 0 || (await core.store.listProjects()).length > 0) return;
  try {
    const path = await projectPath(await makeSampleProject(dataDir, core.log));
    const projectId = core.ids.projectId();
    await core.store.saveProject({ projectId, path, title: 'Sample project', createdAt: core.clock.now(), sample: true });
  } catch (error) {
    core.log.warn({ error }, 'The sample project could not be made.');
  }
}

async function threadsOf(core: Core, projectId: ProjectId): Promise<readonly ThreadId[]> {
  const found: ThreadId[] = [];
  for (const archived of [false, true]) {
    let cursor: string | undefined;
    do {
      const page = await core.store.listThreads({ projectId, archived, limit: pageLimit, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.threads.map((thread) => thread.threadId));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return found;
}

function titleOf(title: string | undefined, path: string): string {
  return (title?.trim() || basename(path) || path).slice(0, titleLimit);
}

function notFound(): RuntimeFault {
  return new RuntimeFault('PROJECT_NOT_FOUND', 'There is no such project.');
}
