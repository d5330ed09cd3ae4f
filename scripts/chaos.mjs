/**
 * `npm run chaos -- --seed N --minutes M`: the built server under random load and random faults, audited after each round
 * (docs/chaos.md). Plain JavaScript on Node's own modules, since it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkMachine, ensureBuilt, ensureInstalled } from './start/prepare.mjs';
import { fail } from './start/say.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function main() {
  checkMachine();
  await ensureInstalled(root);
  await ensureBuilt(root);
  const args = ['--import', 'tsx', join(root, 'scripts', 'chaos', 'main.ts'), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((done) => child.once('close', (code) => done(code ?? 1)));
}

main().catch(fail);
