import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { isLoopback } from '@plumbline/api';

/** Everything that is read from the environment, once, at boot. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** A fixed access token for headless use. */
  readonly token: string | null;
  readonly opencodeBin: string | null;
  readonly practice: boolean;
  /** For trials: offers the lying provider. A number is the seed by which plain texts lie. */
  readonly lying: 'script' | number | null;
  /** The repository: programs and migrations are found from here, since a bundle does not know where it lies. */
  readonly root: string;
  /** Write the one-time link to the standard output, for the start script. */
  readonly printLink: boolean;
}

/** A setting that cannot be; the message says which, and what to give instead. */
export class ConfigError extends Error {}

type Env = Readonly<Record<string, string | undefined>>;

const leastTokenLength = 16;

/** Reads the settings. Throws ConfigError. `cwd`: apps/web, where Next runs. */
export function readConfig(env: Env, cwd: string): ServerConfig {
  const host = given(env, 'PLUMBLINE_HOST') ?? '127.0.0.1';
  const token = readToken(env);
  if (!isLoopback(host) && (token === null || token.length < leastTokenLength)) {
    throw new ConfigError(
      `PLUMBLINE_HOST=${host} lets other machines in, and whoever gets in can run programs as you. Set PLUMBLINE_TOKEN to a secret of at least ${leastTokenLength} characters, or listen on 127.0.0.1.`,
    );
  }
  return {
    host,
    port: readPort(env),
    dataDir: readDataDir(env),
    databaseUrl: given(env, 'PLUMBLINE_DATABASE_URL'),
    token,
    opencodeBin: given(env, 'PLUMBLINE_OPENCODE_BIN'),
    practice: given(env, 'PLUMBLINE_PRACTICE') !== '0',
    lying: readLying(env),
    root: given(env, 'PLUMBLINE_ROOT') ?? resolve(cwd, '..', '..'),
    printLink: given(env, 'PLUMBLINE_PRINT_LINK') === '1',
  };
}

/** Where the server is reached from this machine. */
export function urlOf({ host, port }: Pick<ServerConfig, 'host' | 'port'>): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function readPort(env: Env): number {
  const text = given(env, 'PLUMBLINE_PORT') ?? '4280';
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new ConfigError(`PLUMBLINE_PORT must be a number from 1 to 65535, not "${text}".`);
}

function readLying(env: Env): ServerConfig['lying'] {
  const text = given(env, 'PLUMBLINE_LYING');
  if (text === null || text === 'script') return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ConfigError(`PLUMBLINE_LYING must be "script" or a seed (a whole number), not "${text}".`);
}

function readToken(env: Env): string | null {
  const token = given(env, 'PLUMBLINE_TOKEN');
  if (token !== null && /\s/.test(token)) throw new ConfigError('PLUMBLINE_TOKEN must not contain spaces or line breaks.');
  return token;
}

function readDataDir(env: Env): string {
  const dataDir = given(env, 'PLUMBLINE_DATA_DIR');
  if (dataDir !== null) {
    if (!isAbsolute(dataDir)) throw new ConfigError(`PLUMBLINE_DATA_DIR must be an absolute path, not "${dataDir}".`);
    return resolve(dataDir);
  }
  const state = given(env, 'XDG_STATE_HOME');
  return join(state !== null && isAbsolute(state) ? state : join(homedir(), '.local', 'state'), 'plumbline');
}

function given(env: Env, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}
