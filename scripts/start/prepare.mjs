import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { Advice, step } from './say.mjs';

const openCodeVersion = '1.18.33';

/** Refuses what cannot work, before anything is installed. */
export function checkMachine() {
  if (platform() === 'win32')
    throw new Advice('Windows is not supported yet. It runs in WSL 2: open a Linux shell there and start it again.');
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Advice(`It needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
}

/**
 * Installs what the lock file says, unless that very lock file is installed already. `install`, not `ci`: a registry that
 * carries no programs for other platforms leaves them out of the lock file, and `ci` takes that for an error.
 */
export async function ensureInstalled(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.plumbline-installed');
  const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
  if (!installed) {
    await step('Installing what it needs (once; about a minute)', () =>
      npm(root, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']),
    );
    writeFileSync(stamp, lock);
  }
  await ensureBaseline(root);
}

/** OpenCode's usual program needs AVX2; its baseline build runs on older processors. */
async function ensureBaseline(root) {
  if (platform() !== 'linux' || arch() !== 'x64') return;
  if (/\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'))) return;
  const name = 'opencode-linux-x64-baseline';
  if (existsSync(join(root, 'node_modules', name))) return;
  await step('Installing OpenCode for a processor without AVX2', () =>
    npm(root, ['install', '--no-save', '--no-audit', `${name}@${openCodeVersion}`]),
  );
}

/** Builds the app and the practice model; turbo skips what is unchanged. */
export async function ensureBuilt(root) {
  const turbo = join(root, 'node_modules', '.bin', 'turbo');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  await step('Building (about half a minute when something changed)', () =>
    run(turbo, ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], { cwd: root, env }),
  );
}

function npm(root, args) {
  return run('npm', args, { cwd: root, env: process.env });
}

/** Runs a command to its end, keeps its output, and shows it only when it fails. */
function run(command, args, options) {
  return new Promise((done, refused) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    const keep = (chunk) => {
      output.push(chunk);
      while (output.length > 2_000) output.shift();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => refused(new Advice(`\`${command}\` could not be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return done();
      refused(new Advice(`\`${command} ${args.join(' ')}\` ended with ${signal ?? code}:\n\n${Buffer.concat(output).toString('utf8')}`));
    });
  });
}
