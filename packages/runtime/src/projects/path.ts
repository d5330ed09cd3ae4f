import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { DeadlinePassed, withDeadline } from '../clock/deadline.ts';
import { RuntimeFault } from '../contract.ts';

/** What can be wrong with the path of a project. */
export type PathProblem = 'empty' | 'malformed' | 'relative' | 'missing' | 'not-a-directory' | 'unreadable' | 'not-answering';

export type PathVerdict = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly problem: PathProblem };

/** A disk that sleeps needs seconds; a network disk that is away never answers. */
const deadlineMs = 5_000;
/** The kernel's own limit. */
const maxPathBytes = 4_096;

/**
 * The real path of a directory that a project may have: absolute, existing, readable and searchable. Links are resolved, so
 * that one directory is one project, and agents and processes are compared by the same path.
 * Throws RuntimeFault `PROJECT_PATH_INVALID`, whose message says what is wrong.
 */
export async function projectPath(path: string): Promise<string> {
  const verdict = await judgePath(path);
  if (verdict.ok) return verdict.path;
  throw new RuntimeFault('PROJECT_PATH_INVALID', explain(verdict.problem, path));
}

export async function judgePath(path: string): Promise<PathVerdict> {
  if (path.trim() === '') return { ok: false, problem: 'empty' };
  if (path.includes('\0') || Buffer.byteLength(path) > maxPathBytes) return { ok: false, problem: 'malformed' };
  if (!isAbsolute(path)) return { ok: false, problem: 'relative' };
  try {
    return { ok: true, path: await withDeadline('the directory', deadlineMs, readableDirectory(path)) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

async function readableDirectory(path: string): Promise<string> {
  const real = await realpath(path);
  if (!(await stat(real)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  await access(real, constants.R_OK | constants.X_OK);
  return real;
}

function problemOf(error: unknown): PathProblem {
  if (error instanceof DeadlinePassed) return 'not-answering';
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      return 'missing';
    case 'ENOTDIR':
      return 'not-a-directory';
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return 'malformed';
    default:
      return 'unreadable';
  }
}

function explain(problem: PathProblem, path: string): string {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  switch (problem) {
    case 'empty':
      return 'No path was given.';
    case 'malformed':
      return 'The path is too long, runs in a circle, or holds a character that paths cannot hold.';
    case 'relative':
      return `${shown} is not absolute: write it from the root on, without ~.`;
    case 'missing':
      return `${shown} does not exist.`;
    case 'not-a-directory':
      return `${shown} is not a directory.`;
    case 'unreadable':
      return `${shown} may not be read by you.`;
    case 'not-answering':
      return `${shown} does not answer; its disk may be away.`;
    default:
      return problem satisfies never;
  }
}

/** Availability is asked for whole lists of projects: shorter. */
const availableMs = 1_000;
/** A directory that hangs holds one thread of Node's pool; asked again it must not hold another. */
const asking = new Map<string, Promise<boolean>>();

/** Whether the directory of a project is there and readable now. Slower than 1 s: no. Never throws. */
export async function isAvailable(path: string): Promise<boolean> {
  const asked =
    asking.get(path) ??
    readableDirectory(path)
      .then(
        () => true,
        () => false,
      )
      .finally(() => asking.delete(path));
  asking.set(path, asked);
  return withDeadline('the directory', availableMs, asked).catch(() => false);
}
