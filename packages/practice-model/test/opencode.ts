import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf, type Program } from './program.ts';

/** The first turn of a new home can take ten seconds on a busy machine. */
const callTimeoutMs = 45_000;

export interface OpenCode {
  readonly directory: string;
  /** Calls the server for the project's directory. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** The platform package's binary. */
function binaryPath(): string {
  return createRequire(import.meta.url).resolve(`opencode-${process.platform}-${process.arch}/bin/opencode`);
}

/** What OpenCode needs to know of the practice model. */
function practiceConfig(program: Program): object {
  const limit = { context: 200_000, output: 8_192 };
  return {
    $schema: 'https://opencode.ai/config.json',
    autoupdate: false,
    share: 'disabled',
    model: 'practice/practice',
    small_model: 'practice/practice',
    enabled_providers: ['practice'],
    provider: {
      practice: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Practice',
        options: { baseURL: `${program.url}/v1`, apiKey: program.key },
        models: { practice: { name: 'Practice', tool_call: true, reasoning: true, limit, cost: { input: 0, output: 0 } } },
      },
    },
  };
}

/** The real server, in a home of its own that reaches for nothing on the network, with one project directory. */
export async function startOpenCode(program: Program): Promise<OpenCode> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'practice-opencode-')));
  const directory = join(root, 'project');
  const xdg = {
    XDG_CONFIG_HOME: 'config',
    XDG_DATA_HOME: 'data',
    XDG_STATE_HOME: 'state',
    XDG_CACHE_HOME: 'cache',
    HOME: 'home',
    TMPDIR: 'tmp',
  };
  for (const name of [...Object.values(xdg), 'project', 'config/opencode/node_modules']) await mkdir(join(root, name), { recursive: true });
  // OpenCode installs its plugin package in the background unless a lock file here names it.
  const lock = { lockfileVersion: 3, packages: { '': { dependencies: { '@opencode-ai/plugin': '*' } } } };
  await writeFile(join(root, 'config/opencode/package-lock.json'), JSON.stringify(lock));

  const password = randomUUID();
  const child = spawn(binaryPath(), ['serve', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      ...Object.fromEntries(Object.entries(xdg).map(([name, folder]) => [name, join(root, folder)])),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
      OPENCODE_DISABLE_SHARE: '1',
      npm_config_offline: 'true',
      OPENCODE_SERVER_PASSWORD: password,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(practiceConfig(program)),
    },
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = await lineOf(child, /listening on (http:\S+)/).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const authorization = `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`;
  return {
    directory,
    stop,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(`${url}${path}?directory=${encodeURIComponent(directory)}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(callTimeoutMs),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
  };
}

export interface Part {
  readonly type: string;
  readonly text?: string;
  readonly tool?: string;
  readonly state?: { readonly status: string; readonly output?: string };
}

export interface Turn {
  readonly sessionId: string;
  /** The parts of all answers, in order. */
  readonly parts: readonly Part[];
  readonly errors: readonly { readonly data: { readonly message: string; readonly statusCode?: number } }[];
}

/** Sends a prompt in a new session and resolves when the turn is over. */
export async function takeTurn(openCode: OpenCode, prompt: string, title?: string): Promise<Turn> {
  const session = await openCode.call<{ id: string }>('POST', '/session', title === undefined ? {} : { title });
  const model = { providerID: 'practice', modelID: 'practice' };
  await openCode.call('POST', `/session/${session.id}/message`, { model, parts: [{ type: 'text', text: prompt }] });
  const messages = await openCode.call<{ info: { role: string; error?: Turn['errors'][number] }; parts: Part[] }[]>(
    'GET',
    `/session/${session.id}/message`,
  );
  const answers = messages.filter((message) => message.info.role === 'assistant');
  return {
    sessionId: session.id,
    parts: answers.flatMap((answer) => answer.parts),
    errors: answers.flatMap((answer) => answer.info.error ?? []),
  };
}

/** Asks again until there is something. */
export async function firstOf<T>(openCode: OpenCode, path: string): Promise<T> {
  for (const deadline = Date.now() + callTimeoutMs; Date.now() < deadline; ) {
    const [first] = await openCode.call<T[]>('GET', path);
    if (first !== undefined) return first;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} stayed empty`);
}
