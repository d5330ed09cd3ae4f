import { execFileSync } from 'node:child_process';

/** Makes the directory a repository that holds all that is in it: only there does OpenCode tell what a turn has changed. */
export function commitAll(path: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', path, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args]);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'begin');
}
