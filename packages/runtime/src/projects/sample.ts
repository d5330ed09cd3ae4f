import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../log/log.ts';
import { sampleFiles } from './sample-files.ts';

const run = promisify(execFile);
const gitDeadlineMs = 10_000;
const unfinishedPrefix = '.sample-';

/**
 * A small project to try agents on, in `<dataDir>/sample`: with a git history where git is installed. Made whole or not at
 * all; one that is there is left as it is, whatever became of it. Resolves to its path.
 */
export async function makeSampleProject(dataDir: string, log: Log): Promise<string> {
  const folder = join(dataDir, 'sample');
  if (existsSync(folder)) return folder;
  await removeUnfinished(dataDir);
  const unfinished = await mkdtemp(join(dataDir, unfinishedPrefix));
  try {
    for (const [name, text] of Object.entries(sampleFiles)) {
      await mkdir(dirname(join(unfinished, name)), { recursive: true });
      await writeFile(join(unfinished, name), text);
    }
    await commit(unfinished).catch((error) => log.warn({ error }, 'the sample project has no git history'));
    await rename(unfinished, folder).catch((error) => {
      // Another call was quicker.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** What a kill in mid-work left. */
async function removeUnfinished(dataDir: string): Promise<void> {
  const old = (await readdir(dataDir)).filter((name) => name.startsWith(unfinishedPrefix));
  await Promise.all(old.map((name) => rm(join(dataDir, name), { recursive: true, force: true })));
}

/** The user's own git settings must not reach it: signing would ask for a key, hooks would run foreign programs. */
async function commit(folder: string): Promise<void> {
  const settings = ['user.name=Plumbline', 'user.email=sample@plumbline.invalid', 'commit.gpgsign=false', 'core.hooksPath=/dev/null'];
  const options = settings.flatMap((setting) => ['-c', setting]);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))) as NodeJS.ProcessEnv;
  const git = (...args: string[]) => run('git', [...options, ...args], { cwd: folder, env, timeout: gitDeadlineMs, killSignal: 'SIGKILL' });
  try {
    await git('-c', 'init.defaultBranch=main', 'init', '--quiet', '--template=');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'A small program that greets');
  } catch (error) {
    // Half a history is worse than none.
    await rm(join(folder, '.git'), { recursive: true, force: true });
    throw error;
  }
}
