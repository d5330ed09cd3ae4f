import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Access, accessRules, cookieName, describeError, newToken } from '@plumbline/api';
import { createRuntime, type Runtime } from '@plumbline/runtime';
import { removeAdminFile, writeAdminFile } from './admin-file.ts';
import { ConfigError, readConfig, type ServerConfig, urlOf } from './config.ts';
import { limitRequests } from './http-limits.ts';
import { currentServer, setServer } from './server.ts';
import { onEndSignal } from './signals.ts';

/** Boots the runtime, once per process. A failure is told in one message and ends the process with code 1. */
export async function boot(): Promise<void> {
  if (currentServer()) return;
  try {
    await start(readConfig(process.env, process.cwd()));
  } catch (error) {
    refuseToStart(error);
  }
}

async function start(config: ServerConfig): Promise<void> {
  const rules = accessRules({ host: config.host, port: config.port, machine: machineNames() });
  setServer({ phase: 'starting', config, rules });
  limitRequests();
  const started = startRuntime(config);
  onEndSignal(() => stop(config, started));
  const runtime = await started;
  if (currentServer()?.phase !== 'starting') return;
  const adminToken = newToken();
  const access = new Access({
    store: runtime.access,
    rules,
    cookieName: cookieName(config.port, config.dataDir),
    token: config.token,
    adminToken,
  });
  await writeAdminFile(config.dataDir, { url: urlOf(config), token: adminToken, pid: process.pid });
  const link = config.printLink ? await access.createLink() : null;
  setServer({ phase: 'ready', config, rules, runtime, access });
  if (link !== null) console.log(`PLUMBLINE_LINK ${urlOf(config)}/link#${link}`);
}

function startRuntime(config: ServerConfig): Promise<Runtime> {
  return createRuntime({
    dataDir: config.dataDir,
    ...(config.databaseUrl !== null && { databaseUrl: config.databaseUrl }),
    ...(config.opencodeBin !== null && { opencodeBin: config.opencodeBin }),
    practice: config.practice,
    verifyProgram: join(config.root, 'packages', 'store', 'src', 'cli', 'verify.ts'),
    practiceProgram: join(config.root, 'packages', 'practice-model', 'dist', 'main.js'),
    ...(config.lying !== null && {
      lying: {
        program: join(config.root, 'packages', 'providers', 'src', 'lying', 'child', 'main.ts'),
        seed: config.lying === 'script' ? null : config.lying,
      },
    }),
    migrations: join(config.root, 'packages', 'store', 'migrations'),
    env: process.env,
    url: urlOf(config),
  });
}

/** The clean stop. A boot that is under way is let finish first: it is short, and what it started must be stopped. */
async function stop(config: ServerConfig, started: Promise<Runtime>): Promise<void> {
  const runtime = await started;
  const server = currentServer();
  if (server && server.phase !== 'starting') setServer({ ...server, phase: 'stopping' });
  await runtime.stop();
  await removeAdminFile(config.dataDir);
}

/** Names under which this machine may be asked when it listens on all interfaces. */
function machineNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), ...addresses.map(({ address }) => address)];
}

function refuseToStart(error: unknown): never {
  console.error(`\nPlumbline cannot start. ${reasonOf(error)}\n`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { reason, message, remedy } = describeError(error);
  if (reason !== 'INTERNAL') return `${message} ${remedy}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
