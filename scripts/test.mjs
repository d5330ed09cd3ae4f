/**
 * `npm test`: the whole suite from a fresh clone. Installs what is missing, then lint, types, layers, unit, integration,
 * build, end-to-end tests, a short chaos run, and the folds of their logs, each in a private HOME; ends with the line `N passed, N failed`.
 * `npm test -- unit e2e` runs the named parts alone.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkMachine, ensureBuilt, ensureInstalled } from './start/prepare.mjs';
import { fail, say } from './start/say.mjs';
import { ensureBrowser, ensurePrograms } from './test/browser.mjs';
import { privateHome } from './test/home.mjs';
import { processesOf } from './test/processes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** In order of cost. A part is one check, or a runner that counts its own tests into a JSON file. */
const parts = {
  lint: () => check('lint', bin('biome'), ['check', '--error-on-warnings', '.']),
  types: () => check('types', bin('turbo'), ['run', 'types', '--output-logs=errors-only', '--no-update-notifier']),
  layers: () =>
    check('layers', process.execPath, [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'e2e', 'scripts']),
  docs: () => check('docs', process.execPath, ['--import', 'tsx', 'packages/lifecycle/docs/generate.ts', '--check']),
  unit: () => vitest('unit'),
  build: () => built(),
  int: () => Promise.all([vitest('int'), vitest('walks')]),
  e2e: () => playwright(),
  chaos: () => chaos(),
  folds: () => folds(),
};

const totals = { passed: 0, failed: 0 };
let home;

async function main() {
  checkMachine();
  await ensureInstalled(root);
  ensurePrograms();
  const asked = process.argv.slice(2);
  const names = asked.length === 0 ? Object.keys(parts) : asked;
  home = privateHome();
  try {
    for (const name of names) {
      const part = parts[name];
      if (!part) throw new Error(`There is no part "${name}"; there are ${Object.keys(parts).join(', ')}.`);
      const began = Date.now();
      await part();
      say(`── ${name}: ${((Date.now() - began) / 1_000).toFixed(0)} s, ${totals.passed} passed, ${totals.failed} failed so far`);
    }
    count('no process is left', reportLeftovers());
  } finally {
    home.remove();
  }
  say(`${totals.passed} passed, ${totals.failed} failed`);
  process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

function count(name, ok) {
  totals[ok ? 'passed' : 'failed'] += 1;
  say(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
}

/** Processes that still carry the suite's folder: none may be left. */
function reportLeftovers() {
  const left = processesOf(home.base);
  for (const { pid, command } of left) say(`left behind: ${pid} ${command}`);
  return left.length === 0;
}

async function check(name, command, args) {
  count(name, (await run(command, args)) === 0);
}

async function built() {
  try {
    await ensureBuilt(root);
    count('build', true);
  } catch (error) {
    say(error.message);
    count('build', false);
  }
}

async function vitest(project, { name = project, only = '', env = {} } = {}) {
  const file = join(home.base, `${name}.json`);
  const which = only === '' ? [] : [only];
  await run(
    bin('vitest'),
    ['run', '--project', project, ...which, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    env,
  );
  const report = readReport(file);
  // A file that cannot be loaded is a failure though it has no failed test.
  const broken =
    report?.testResults?.filter((suite) => suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed')) ??
    [];
  add(name, report?.numPassedTests ?? 0, (report?.numFailedTests ?? 1) + broken.length);
}

/** A round of a fixed seed, audited (docs/chaos.md). */
async function chaos() {
  const args = ['--import', 'tsx', 'scripts/chaos/main.ts', '--seed', '18', '--chapters', '1', '--rounds', '1'];
  count('chaos', (await run(process.execPath, args, { PLUMBLINE_LOGS_DIR: logsDir() })) === 0);
}

/** I8 over the logs of the parts before it, and over those that are kept. */
function folds() {
  return vitest('int', { name: 'folds', only: 'scripts/folds', env: { PLUMBLINE_LOGS_DIR: logsDir() } });
}

/** Where the end-to-end tests leave the logs of their servers. */
function logsDir() {
  const folder = join(home.base, 'logs');
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function playwright() {
  const chromium = await ensureBrowser(root);
  const file = join(home.base, 'e2e.json');
  const browser = chromium ? { PLUMBLINE_TEST_CHROMIUM: chromium } : {};
  const code = await run(bin('playwright'), ['test', '--reporter=list,json'], {
    ...browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    PLUMBLINE_LOGS_DIR: logsDir(),
  });
  const stats = readReport(file)?.stats;
  const failed = (stats?.unexpected ?? 0) + (stats?.flaky ?? 0);
  add('e2e', stats?.expected ?? 0, failed === 0 && code !== 0 ? 1 : failed);
}

/** A runner that reports no test has failed. */
function add(name, passed, failed) {
  totals.passed += passed;
  totals.failed += passed === 0 && failed === 0 ? 1 : failed;
  say(`${failed === 0 && passed > 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed`);
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function run(command, args, extra = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, env: { ...home.env, ...extra }, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      say(error.message);
      done(1);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

main().catch((error) => {
  fail(error);
  say(`${totals.passed} passed, ${totals.failed + 1} failed`);
});
