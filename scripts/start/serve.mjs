import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Advice } from './say.mjs';

/** How the built app is started: Next's own program, in apps/web, with everything it needs in the environment. */
export function serverCommand(root, { host, port, dataDir }) {
  return {
    command: process.execPath,
    args: [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'start', '-H', host, '-p', String(port)],
    cwd: join(root, 'apps', 'web'),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_MANUAL_SIG_HANDLE: 'true',
      PLUMBLINE_HOST: host,
      PLUMBLINE_PORT: String(port),
      PLUMBLINE_DATA_DIR: dataDir,
      PLUMBLINE_ROOT: root,
      PLUMBLINE_PRINT_LINK: '1',
    },
  };
}

/** Fails with advice when something else listens there. */
export async function ensurePortFree(host, port) {
  await new Promise((done, refused) => {
    const probe = createServer();
    probe.once('error', (error) => refused(portAdvice(error, host, port)));
    probe.listen({ host, port }, () => probe.close(done));
  });
}

function portAdvice(error, host, port) {
  if (error.code === 'EADDRINUSE')
    return new Advice(
      `Port ${port} is in use. If Plumbline runs already, \`npm run link\` prints a link to it; else choose another port: npm start -- --port ${port + 1}`,
    );
  if (error.code === 'EACCES')
    return new Advice(`Port ${port} may not be used by this user. Choose one above 1023: npm start -- --port 4280`);
  if (error.code === 'EADDRNOTAVAIL')
    return new Advice(`This machine has no address ${host}. Choose another one: npm start -- --host 127.0.0.1`);
  return error;
}

/**
 * Starts the server and resolves when it answers "ready", with its process and the one-time link. Its log lines go to its
 * own log file; what it writes to the standard error is passed on, since that is for the person who started it.
 */
export function startServer(root, options) {
  const { command, args, cwd, env } = serverCommand(root, options);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })));
  let link;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('PLUMBLINE_LINK ')) link = line.slice('PLUMBLINE_LINK '.length).trim();
    else if (options.verbose) process.stdout.write(`${line}\n`);
  });
  child.stderr.on('data', (chunk) => process.stderr.write(chunk));
  return { child, exited, ready: () => waitForReady(options, exited, () => link) };
}

async function waitForReady(options, exited, link) {
  const url = `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${options.port}/api/health`;
  const deadline = Date.now() + 60_000;
  let gone = false;
  exited.then(() => {
    gone = true;
  });
  while (Date.now() < deadline) {
    if (gone) throw new Advice('The server ended before it was ready; what it said stands above.');
    if ((await isReady(url)) && link()) return link();
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Advice('The server did not become ready within a minute. Start it with --verbose to see what it does.');
}

async function isReady(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return answer.ok && (await answer.json()).status === 'ready';
  } catch {
    return false;
  }
}
