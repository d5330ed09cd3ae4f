import { basename } from 'node:path';
import type { CommandId, ErrorCode, ProjectId, ThreadId } from '@plumbline/lifecycle';
import type { Receipt } from '@plumbline/store';
import { DeadlinePassed } from '../clock/index.ts';
import { type Commands, checkPhase } from '../commands/dispatch.ts';
import { toFault } from '../commands/faults.ts';
import { type Answer, type Once, type ProjectCommand, receiptOf, refused } from '../commands/receipts.ts';
import { type ProjectResult, type Runtime, RuntimeFault } from '../contract.ts';
import type { Core } from '../core.ts';
import { within } from '../outbox/calls.ts';
import { createFileIndex, isAvailable, judgePath, makeSampleProject, projectPath } from '../projects/index.ts';

const titleLimit = 200;
const pageLimit = 200;

/** Projects: directories that the user added. Their commands have receipts as those of threads have (rule 27). */
export function createProjects(core: Core, commands: Commands, once: Once): Runtime['projects'] {
  const run = async (commandId: CommandId | undefined, command: ProjectCommand, change: Change): Promise<ProjectResult> => {
    checkPhase(core);
    const result = (projectId: ProjectId) => ({ sequence: core.store.head(), version: 0, projectId });
    const again = (earlier: Answer<{ readonly projectId: ProjectId }>) => {
      if (!earlier.ok) throw refused(earlier.refusal);
      return result(earlier.result.projectId);
    };
    const keep = (answer: Answer<object>) => (commandId === undefined ? undefined : receiptOf(core, commandId, command, null, answer));
    const work = async () => result(await change((projectId) => keep({ ok: true, result: { projectId } })).catch(keepRefusal(core, keep)));
    try {
      return await once.run(commandId, command, work, again);
    } catch (error) {
      throw toFault(error);
    }
  };
  const index = createFileIndex(core.clock);
  let missing = '';
  return {
    async list() {
      const projects = await core.store.listProjects();
      const listed = await Promise.all(projects.map(async (project) => ({ ...project, available: await isAvailable(project.path) })));
      // A directory goes and comes without a word: who asks and finds it tells all others.
      const now = listed.flatMap(({ projectId, available }) => (available ? [] : [projectId])).join();
      if (now !== missing) core.hub.tellChanged('projects');
      missing = now;
      return listed;
    },
    add: ({ commandId, ...input }) => run(commandId, { type: 'project.add', ...input }, (receipt) => add(core, input, receipt)),
    update: ({ commandId, ...input }) => run(commandId, { type: 'project.update', ...input }, (receipt) => update(core, input, receipt)),
    remove: ({ commandId, ...input }) =>
      run(commandId, { type: 'project.remove', ...input }, (receipt) => remove(core, commands, input, receipt)),
    files: ({ projectId, query, limit }) =>
      directoryOf(core, projectId)
        .then((directory) => index.find(directory, query, limit))
        .catch(fail),
    commands: ({ projectId, provider }) =>
      directoryOf(core, projectId)
        .then((directory) => commandsIn(core, provider, directory))
        .catch(fail),
  };
}

/** Gives the receipt of a success, to be written with what it is about. */
type Keep = (projectId: ProjectId) => Receipt | undefined;
type Change = (receipt: Keep) => Promise<ProjectId>;

async function add(core: Core, { path, title }: { path: string; title?: string }, receipt: Keep): Promise<ProjectId> {
  const { store } = core;
  const real = await projectPath(path);
  const same = (await store.listProjects()).find((project) => project.path === real);
  if (same !== undefined) {
    const kept = receipt(same.projectId);
    if (kept !== undefined) await store.saveReceipt(kept);
    return same.projectId;
  }
  const projectId = core.ids.projectId();
  await store.saveProject({ projectId, path: real, title: titleOf(title, real), createdAt: core.clock.now() }, receipt(projectId));
  core.hub.tellChanged('projects');
  return projectId;
}

async function update(
  core: Core,
  { projectId, path, title }: { projectId: ProjectId; path?: string; title?: string },
  receipt: Keep,
): Promise<ProjectId> {
  const project = await core.store.project(projectId);
  if (project === null) return notFound();
  const real = path === undefined ? project.path : await projectPath(path);
  const named = title === undefined ? project.title : titleOf(title, real);
  await core.store.saveProject({ ...project, path: real, title: named }, receipt(projectId));
  core.hub.tellChanged('projects');
  return projectId;
}

async function remove(core: Core, commands: Commands, { projectId }: { projectId: ProjectId }, receipt: Keep): Promise<ProjectId> {
  const project = await core.store.project(projectId);
  if (project === null) return notFound();
  core.leaving.add(projectId);
  try {
    // Writes keep their order: what was being made in it until now is there once this is written.
    await core.store.saveProject(project);
    for (const threadId of await threadsOf(core, projectId)) await removeThread(commands, threadId);
    await core.store.removeProject(projectId, receipt(projectId));
  } catch (error) {
    core.leaving.delete(projectId);
    throw error;
  }
  core.hub.tellChanged('projects');
  return projectId;
}

/** Somebody else may have removed it meanwhile. */
async function removeThread(commands: Commands, threadId: ThreadId): Promise<void> {
  try {
    await commands.dispatch({ command: { type: 'thread.remove', threadId } });
  } catch (error) {
    if (!(error instanceof RuntimeFault && error.code === 'THREAD_NOT_FOUND')) throw error;
  }
}

/** A refusal is a receipt too; that the server could not do it at this moment is none. */
function keepRefusal(core: Core, keep: (answer: Answer<object>) => Receipt | undefined) {
  return async (error: unknown): Promise<never> => {
    const refusal = error instanceof RuntimeFault && refusals.has(error.code) ? { code: error.code, message: error.message } : null;
    const kept = refusal === null ? undefined : keep({ ok: false, refusal });
    if (kept !== undefined) await core.store.saveReceipt(kept);
    throw error;
  };
}

const refusals: ReadonlySet<ErrorCode> = new Set(['PROJECT_NOT_FOUND', 'PROJECT_PATH_INVALID']);

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

async function directoryOf(core: Core, projectId: ProjectId): Promise<string> {
  const { path } = (await core.store.project(projectId)) ?? notFound();
  const verdict = await judgePath(path);
  if (verdict.ok) return verdict.path;
  throw new RuntimeFault('PROJECT_DIRECTORY_MISSING', `The directory ${path} is not there, or cannot be read.`);
}

async function commandsIn(core: Core, id: string, directory: string) {
  const provider = core.providers.get(id);
  if (provider === undefined) throw new RuntimeFault('PROVIDER_MISSING', `There is no agent ${id} here.`);
  const ask = (deadline: AbortSignal) => provider.commands(directory, deadline);
  return { commands: await within(core.clock, 'commands', core.timing.startDeadline, ask) };
}

function fail(error: unknown): never {
  throw error instanceof DeadlinePassed ? new RuntimeFault('PROVIDER_UNAVAILABLE', 'The agent did not answer in time.') : toFault(error);
}

function notFound(): never {
  throw new RuntimeFault('PROJECT_NOT_FOUND', 'There is no such project.');
}
