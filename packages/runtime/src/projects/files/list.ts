import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a project, by paths within it. */
export interface Listing {
  readonly paths: readonly string[];
  /** False: there are more than were looked at. */
  readonly whole: boolean;
}

export interface Bounds {
  readonly files: number;
  /** Of git's whole answer. */
  readonly bytes: number;
  /** For all of it, in ms. */
  readonly time: number;
}

const usual: Bounds = { files: 100_000, bytes: 32 * 1024 * 1024, time: 5_000 };
/** What nobody means by a file of the project, where no git says what is ignored. */
const passedOver: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.venv', '__pycache__', '.cache']);
const depthLimit = 40;

/** What git tracks or would track, else what a walk finds. Bounded in number, size and time. Throws only if the directory cannot be read. */
export async function listFiles(directory: string, bounds: Bounds = usual): Promise<Listing> {
  const tracked = await askGit(directory, bounds);
  return tracked ?? walk(directory, bounds);
}

/** Null: it is no work tree, or git is not there. */
function askGit(directory: string, bounds: Bounds): Promise<Listing | null> {
  return new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))) as NodeJS.ProcessEnv;
    // The repository's own settings must run nothing.
    const args = ['-c', 'core.fsmonitor=false', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const git = spawn('git', args, {
      cwd: directory,
      env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: bounds.time,
      killSignal: 'SIGKILL',
    });
    const paths = new Set<string>();
    let rest = '';
    let size = 0;
    let cut = false;
    git.stdout.setEncoding('utf8');
    git.stdout.on('data', (chunk: string) => {
      if (cut) return;
      size += chunk.length;
      const ended = (rest + chunk).split('\0');
      rest = ended.pop() ?? '';
      for (const path of ended) if (paths.size < bounds.files && isNameable(path)) paths.add(path);
      cut = paths.size >= bounds.files || size > bounds.bytes;
      if (cut) git.kill('SIGKILL');
    });
    git.on('error', () => resolve(null));
    git.on('close', (code) => {
      if (code === 0 || cut || paths.size > 0) resolve({ paths: [...paths], whole: code === 0 && !cut });
      else resolve(null);
    });
  });
}

/** Level by level, so that a bound cuts what is deepest. Links are not followed: they may lead out of the project. */
async function walk(directory: string, bounds: Bounds): Promise<Listing> {
  const until = performance.now() + bounds.time;
  const paths: string[] = [];
  let level = [''];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const folder of level) {
      if (paths.length >= bounds.files || performance.now() > until) return { paths, whole: false };
      const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch((error: unknown) => {
        if (folder === '') throw error;
        return [];
      });
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && !passedOver.has(entry.name)) below.push(path);
        else if (entry.isFile() && isNameable(path)) paths.push(path);
      }
    }
    if (depth >= depthLimit && below.length > 0) return { paths, whole: false };
    level = below;
  }
  return { paths: paths.slice(0, bounds.files), whole: paths.length <= bounds.files };
}

/** A path that can stand in a message: of one line. */
function isNameable(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\x00-\x1f"]/.test(path);
}
