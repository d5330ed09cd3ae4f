import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Advice, step } from '../start/say.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chromium for the end-to-end tests: one that is there, else Debian's by apt (as root), else Playwright's own download.
 * Resolves to its path, or null when Playwright brings its own.
 */
export async function ensureBrowser(root) {
  const given = process.env.PLUMBLINE_TEST_CHROMIUM;
  if (given) return given;
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await step('Installing Chromium by apt', () => {
      quiet('apt-get', ['update', '-q']);
      quiet('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
    });
    const installed = places.find((place) => existsSync(place));
    if (installed) return installed;
  }
  await step('Downloading Chromium by Playwright', () => {
    const done = quiet(process.execPath, [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
    if (done.status !== 0)
      throw new Advice('No Chromium was found, and none could be installed. Install one, or name it in PLUMBLINE_TEST_CHROMIUM.');
  });
  return null;
}

/** OpenCode's grep and glob tools want ripgrep; git makes the sample project a repository. Best effort. */
export function ensurePrograms() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const missing = [
    ['rg', 'ripgrep'],
    ['git', 'git'],
  ].filter(([program]) => spawnSync('which', [program]).status !== 0);
  if (missing.length === 0) return;
  quiet('apt-get', ['update', '-q']);
  quiet('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing.map(([, name]) => name)]);
}

function quiet(command, args) {
  return spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  });
}
