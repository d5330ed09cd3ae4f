/**
 * `npm run link`: prints a new one-time link to the running server, for its owner: who may read the data directory may come in.
 * With --list it shows which browsers are signed in, with --revoke ID it signs one out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataDirectory } from './start/options.mjs';
import { Advice, fail, say, sayQuietly } from './start/say.mjs';

const usage = `npm run link -- [options]

  --data-dir DIR   the data directory of the running server
  --list           show which browsers are signed in
  --revoke ID      sign one of them out
  --help           this text`;

async function main() {
  const options = read(process.argv.slice(2));
  if (options.help) return say(usage);
  const admin = readAdmin(dataDirectory(options['data-dir'] ?? process.env.PLUMBLINE_DATA_DIR, process.env));
  if (options.list) return list(await ask(admin, 'GET', '/api/sessions'));
  if (options.revoke) {
    const { revoked } = await ask(admin, 'DELETE', '/api/sessions', { id: options.revoke });
    return say(revoked ? 'Signed out.' : 'No browser with this id is signed in.');
  }
  const { token } = await ask(admin, 'POST', '/api/link');
  say(`${admin.url}/link#${token}`);
  if (process.stdout.isTTY) sayQuietly('It works once, for ten minutes.');
}

function read(args) {
  try {
    const options = {
      'data-dir': { type: 'string' },
      list: { type: 'boolean', default: false },
      revoke: { type: 'string' },
      help: { type: 'boolean', default: false },
    };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Advice(`${error.message}\n\n${usage}`);
  }
}

function readAdmin(dataDir) {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'admin.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') throw new Advice(`No server runs with the data directory ${dataDir}. Start one with \`npm start\`.`);
    throw new Advice(`The file ${join(dataDir, 'admin.json')} cannot be read: ${error.message}`);
  }
}

async function ask(admin, method, path, body) {
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' };
  const init = { method, headers, signal: AbortSignal.timeout(10_000), ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(`${admin.url}${path}`, init).catch(() => {
    throw new Advice(`The server at ${admin.url} does not answer. Start it again with \`npm start\`.`);
  });
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) return told;
  throw new Advice(told?.error?.message ?? `The server at ${admin.url} answered ${answer.status}.`);
}

function list({ sessions }) {
  if (sessions.length === 0) return say('No browser is signed in.');
  const day = (at) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  for (const { id, lastSeenAt, expiresAt, userAgent } of sessions) {
    // A browser names itself as it likes: nothing of it may steer the terminal.
    const name = userAgent.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
    say(`${id}  seen ${day(lastSeenAt)}  until ${day(expiresAt)}  ${name}`);
  }
}

main().catch((error) => {
  if (!(error instanceof Advice)) return fail(error);
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
