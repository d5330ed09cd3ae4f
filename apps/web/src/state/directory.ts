import type { ProjectId, ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { setSkew } from './clock.ts';
import type { Connection, Lists, Project } from './port.ts';
import { type Problem, toProblem } from './problem.ts';
import { createStore, useStore } from './store.ts';
import { port } from './workbench.ts';

/** What the sidebar shows: projects, providers and the newest summary of each thread. */
export interface Directory extends Lists {
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly problem?: Problem;
  readonly connection: Connection;
}

/** No answer for so long, and the page says that the server is away. In ms. */
const patience = 4_000;

const store = createStore<Directory>({
  phase: 'loading',
  projects: [],
  providers: null,
  threads: [],
  more: false,
  anew: 0,
  connection: { state: 'catching-up' },
});

export const directory = store;

/** The threads as the server tells them. */
let told: readonly ThreadSummary[] = [];
export function toldThreads(): readonly ThreadSummary[] {
  return told;
}

/** The open thread while something of it is predicted: the list must not say something else than its header (rule 31). */
let foretold: ThreadSummary | undefined;

/** `undefined`: nothing of that thread is. */
export function foretell(threadId: ThreadId, summary: ThreadSummary | undefined): void {
  if (summary === undefined && foretold?.threadId !== threadId) return;
  foretold = summary;
  store.update((directory) => ({ ...directory, threads: withForetold() }));
}

/** Threads that the user deleted, though the server has them still (deleting.ts). */
const hidden = new Set<ThreadId>();

export function hide(threadId: ThreadId, away: boolean): void {
  if (away) hidden.add(threadId);
  else hidden.delete(threadId);
  store.update((directory) => ({ ...directory, threads: withForetold() }));
}

function withForetold(): readonly ThreadSummary[] {
  const predicted = foretold;
  const shown = hidden.size === 0 ? told : told.filter((each) => !hidden.has(each.threadId));
  if (!predicted) return shown;
  return shown.map((each) => (each.threadId === predicted.threadId ? predicted : each));
}

export function useDirectory<Part>(select: (directory: Directory) => Part): Part {
  return useStore(store, select);
}

export function useProject(projectId: ProjectId | undefined): Project | undefined {
  return useDirectory((all) => all.projects.find((each) => each.projectId === projectId));
}

export function useSummary(threadId: ThreadId): ThreadSummary | undefined {
  return useDirectory((all) => all.threads.find((each) => each.threadId === threadId));
}

/** Follows the lists until `signal` aborts. The shell calls it once. */
export async function followDirectory(signal: AbortSignal): Promise<void> {
  const late = setTimeout(() => fail({ code: 'NETWORK', message: 'Plumbline does not answer.' }), patience);
  signal.addEventListener('abort', () => clearTimeout(late));
  try {
    for await (const { skewMs, ...lists } of port().followLists(signal)) {
      clearTimeout(late);
      if (skewMs !== undefined) setSkew(skewMs);
      told = lists.threads;
      store.set({ ...lists, threads: withForetold(), phase: 'ready' });
    }
  } catch (error) {
    clearTimeout(late);
    if (!signal.aborted) fail(toProblem(error));
  }
}

function fail(problem: Problem): void {
  store.update((directory) => ({
    ...directory,
    phase: directory.phase === 'ready' ? 'ready' : 'failed',
    problem,
    connection: { state: 'stale', since: Date.now() },
  }));
}

/** Asks again what agents there are: one may have been installed meanwhile. */
export async function reloadProviders(): Promise<void> {
  const providers = await port().listProviders();
  store.update((directory) => ({ ...directory, providers }));
}

/** A project that was just added or changed is shown before the news of it comes; a directory that is back is found. */
export async function reloadProjects(): Promise<void> {
  const projects = await port().listProjects();
  store.update((directory) => ({ ...directory, projects }));
}
