import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { isAvailable, judgePath, projectPath } from './path.ts';
import { makeSampleProject } from './sample.ts';

const log = createLog({ level: 'silent' });
const path = process.env.PATH;
let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-projects-')));
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(root, { recursive: true, force: true });
});

describe('path of a project', () => {
  it('given a link to a directory, when judged, then its real path is told, so that one directory is one project', async () => {
    mkdirSync(join(root, 'real'));
    symlinkSync(join(root, 'real'), join(root, 'link'));
    expect(await projectPath(join(root, 'link', '..', 'link'))).toBe(join(root, 'real'));
  });

  it.each([
    ['', 'empty'],
    ['some/where', 'relative'],
    ['~/project', 'relative'],
    ['/not\0here', 'malformed'],
    [`/${'long/'.repeat(1_000)}`, 'malformed'],
    ['ROOT/missing', 'missing'],
    ['ROOT/file', 'not-a-directory'],
    ['ROOT/file/below', 'not-a-directory'],
    ['ROOT/circle', 'malformed'],
  ])('given %j, when judged, then the problem is "%s"', async (given, problem) => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync(join(root, 'circle'), join(root, 'circle'));
    expect(await judgePath(given.replace('ROOT', root))).toEqual({ ok: false, problem });
  });

  it.skipIf(process.getuid?.() === 0)('given a directory that may not be read, when judged, then it is unreadable', async () => {
    mkdirSync(join(root, 'closed'));
    chmodSync(join(root, 'closed'), 0o000);
    expect(await judgePath(join(root, 'closed'))).toEqual({ ok: false, problem: 'unreadable' });
  });

  it('given a bad path, when asked for, then the fault is typed and says what is wrong', async () => {
    await expect(projectPath(join(root, 'missing'))).rejects.toMatchObject({
      code: 'PROJECT_PATH_INVALID',
      message: expect.stringContaining('does not exist'),
    });
  });

  it('given a project, when its directory goes and comes back, then its availability follows', async () => {
    const project = join(root, 'project');
    mkdirSync(project);
    expect(await isAvailable(project)).toBe(true);
    rmSync(project, { recursive: true });
    expect(await isAvailable(project)).toBe(false);
    mkdirSync(project);
    expect(await isAvailable(project)).toBe(true);
  });
});

describe('sample project', () => {
  it('given a data directory, when made, then it is a program whose tests pass, with one commit and nothing unfinished beside it', async () => {
    const [sample, same] = await Promise.all([makeSampleProject(root, log), makeSampleProject(root, log)]);
    expect(same).toBe(sample);
    expect(readdirSync(root)).toEqual(['sample']);
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: sample, encoding: 'utf8' }).trim();
    expect(git('rev-list', '--count', 'HEAD')).toBe('1');
    expect(git('status', '--porcelain')).toBe('');
    expect(execFileSync(process.execPath, ['--test'], { cwd: sample, encoding: 'utf8', env: { PATH: path } })).toContain('pass 3');
    expect(execFileSync(process.execPath, ['src/main.js', 'Ada'], { cwd: sample, encoding: 'utf8' })).toBe('Hello, Ada!\n');
  });

  it('given a sample that was changed, when made again, then it is left as it is', async () => {
    const sample = await makeSampleProject(root, log);
    writeFileSync(join(sample, 'README.md'), 'mine');
    await makeSampleProject(root, log);
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: sample, encoding: 'utf8' })).toContain('README.md');
  });

  it('given no git, and what a kill left, when made, then it is whole without a history', async () => {
    mkdirSync(join(root, '.sample-half'));
    process.env.PATH = root;
    const sample = await makeSampleProject(root, log);
    expect(readdirSync(root)).toEqual(['sample']);
    expect(readdirSync(sample).sort()).toEqual(['.gitignore', 'README.md', 'package.json', 'src', 'test']);
  });
});
