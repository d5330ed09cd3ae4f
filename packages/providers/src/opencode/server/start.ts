import type { HostedProcess, ProcessHost } from '../../contract.ts';
import { ProviderFault } from '../../contract.ts';
import type { Binary } from '../binary.ts';
import { newPassword, type PracticeAccess, serverEnvironment } from '../config.ts';
import { Api } from './api.ts';

/** The name under which the process host keeps the server. */
export const processName = 'opencode';

export interface StartOptions {
  readonly host: ProcessHost;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly binary: Binary;
  readonly practice: PracticeAccess | null;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;
}

const readyTimeout = 30_000;
const healthTimeout = 2_000;

/**
 * Starts the server and waits until it answers. A second try follows when it ends by itself at once: two first starts on
 * one empty home can kill each other. Throws ProviderFault.
 */
export async function startServer(options: StartOptions, signal: AbortSignal): Promise<HostedProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const process = await startOnce(options);
      await waitHealthy(process, signal);
      return process;
    } catch (error) {
      if (attempt > 1 || signal.aborted) throw error;
      options.log('warn', 'OpenCode did not start; it is started once more', { reason: error instanceof Error ? error.message : '' });
    }
  }
}

async function startOnce(options: StartOptions): Promise<HostedProcess> {
  const port = await options.host.freePort();
  const password = newPassword();
  const { env, unreadable } = serverEnvironment(options.env, password, options.practice);
  if (unreadable) options.log('warn', 'OPENCODE_CONFIG_CONTENT is not a JSON object; the practice model is left out', {});
  return options.host.start({
    name: processName,
    command: options.binary.path,
    args: ['serve', '--hostname', '127.0.0.1', '--port', String(port)],
    env,
    // A directory of its own would be a project to it; the root is nobody's.
    cwd: options.env.HOME ?? '/',
    port,
    password,
    note: { version: options.binary.version, source: options.binary.source },
    ready: { text: 'opencode server listening on', timeoutMs: readyTimeout },
  });
}

/** A request that lands as the socket opens may never be answered (A2): so many short tries instead of a long one. */
async function waitHealthy(process: HostedProcess, signal: AbortSignal): Promise<void> {
  const api = new Api({ port: process.port, password: process.password });
  for (;;) {
    try {
      await api.health(signal, healthTimeout);
      return;
    } catch (error) {
      if (signal.aborted || !process.isAlive()) {
        await process.end(0);
        throw new ProviderFault('PROVIDER_UNAVAILABLE', `OpenCode started but does not answer; see ${process.logFile}.`, {
          retryable: true,
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
