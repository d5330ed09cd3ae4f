/**
 * `npm start`: from a fresh clone to a printed link. Plain JavaScript on Node's own modules, since it runs before anything
 * is installed. It installs and builds what is missing, starts the server, prints the one-time link, and passes signals on.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, usage } from './start/options.mjs';
import { checkMachine, ensureBuilt, ensureInstalled } from './start/prepare.mjs';
import { fail, say, sayQuietly } from './start/say.mjs';
import { ensurePortFree, startServer } from './start/serve.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The server stops within 8 s; past this it is killed. */
const stopLimitMs = 12_000;

async function main() {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) return say(usage);
  say('Plumbline');
  checkMachine();
  await ensureInstalled(root);
  await ensureBuilt(root);
  await ensurePortFree(options.host, options.port);
  const server = startServer(root, options);
  const stopped = passSignalsOn(server);
  const link = await Promise.race([server.ready(), stopped.then(() => null)]).catch(async (error) => {
    server.child.kill('SIGTERM');
    await server.exited;
    throw error;
  });
  if (link !== null) announce(link, options);
  const { code } = await server.exited;
  process.exitCode = code ?? 1;
}

function announce(link, options) {
  say(`\n  Open  ${link}\n`);
  sayQuietly(`  The link works once, for ten minutes; \`npm run link\` prints another. State is in ${options.dataDir}.`);
  sayQuietly('  Ctrl-C stops the server and every agent that it started.');
  if (options.open && process.stdout.isTTY && !process.env.CI) openBrowser(link);
}

/** Best effort: a machine without a browser has the printed link. */
function openBrowser(link) {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [link], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/**
 * Each kind of signal is forwarded once: one Ctrl-C reaches the server by its group, by npm and by us, and repeats must not
 * shorten its stop.
 */
function passSignalsOn({ child, exited }) {
  return new Promise((done) => {
    let asked = false;
    const stop = (signal) => {
      if (asked) return;
      asked = true;
      child.kill(signal);
      const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
      exited.then(() => clearTimeout(limit));
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
    stopWithNpm(() => stop('SIGTERM'));
  });
}

/** npm passes SIGTERM and SIGINT on, but dies of SIGHUP and SIGKILL without a word: its end is ours. */
function stopWithNpm(stop) {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    stop();
  }, 250);
  watch.unref();
}

main().catch(fail);
