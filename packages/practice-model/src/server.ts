import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCompletion } from './completions/route.ts';
import { Attempts } from './control/attempts.ts';
import { Gates } from './control/gates.ts';
import { SeenRequests } from './control/requests.ts';
import { answerControl } from './control/routes.ts';
import type { ServerState } from './control/state.ts';
import { BodyError, readJson } from './read-json.ts';

export interface PracticeServer {
  /** Base, without a path: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends every open answer and closes the port. */
  stop(): Promise<void>;
}

export interface PracticeServerOptions {
  /** The bearer key that every request but `GET /health` must carry. */
  readonly key: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** How long an answer waits at a gate; default five minutes. */
  readonly gateTtlMs?: number;
}

const maxConnections = 1_000;
const requestTimeoutMs = 60_000;
/** Longer than any client keeps an idle connection, so that the client closes it and no request meets a closing socket. */
const keepAliveTimeoutMs = 10 * 60_000;

/** Starts the model server in this process. @throws the error of `listen`, such as EADDRINUSE. */
export async function startPracticeServer(options: PracticeServerOptions): Promise<PracticeServer> {
  const state: ServerState = {
    gates: new Gates(options.gateTtlMs === undefined ? {} : { ttlMs: options.gateTtlMs }),
    requests: new SeenRequests(),
    attempts: new Attempts(),
  };
  const open = new Set<AbortController>();
  const isAllowed = bearerCheck(options.key);

  const server = createServer((request, response) => {
    const gone = new AbortController();
    open.add(gone);
    response.on('close', () => {
      open.delete(gone);
      gone.abort();
    });
    answer(request, response, state, isAllowed, gone.signal).catch((error: unknown) => failed(response, error));
  });
  server.maxConnections = maxConnections;
  server.requestTimeout = requestTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;

  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    async stop() {
      const closed = server.listening ? once(server, 'close') : Promise.resolve();
      server.close();
      for (const gone of open) gone.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: ServerState,
  isAllowed: (header: string | undefined) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://practice');
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /health') return sendJson(response, 200, { name: 'practice-model', healthy: true });
  if (!isAllowed(request.headers.authorization)) return sendError(response, 401, 'The bearer key is missing or wrong.', 'invalid_api_key');
  if (route === 'GET /v1/models')
    return sendJson(response, 200, { object: 'list', data: [{ id: 'practice', object: 'model', owned_by: 'practice' }] });
  if (route === 'POST /v1/chat/completions')
    return answerCompletion(await readJson(request), response, { state, signal, sessionId: sessionOf(request) });
  if (url.pathname.startsWith('/control/')) {
    const { status, body } = await answerControl(request.method ?? '', url, { ...state, signal });
    return sendJson(response, status, body);
  }
  sendError(response, 404, `There is no ${route}.`, 'not_found');
}

function sessionOf(request: IncomingMessage): string | undefined {
  const value = request.headers['x-session-id'];
  return typeof value === 'string' ? value.slice(0, 200) : undefined;
}

function bearerCheck(key: string): (header: string | undefined) => boolean {
  const wanted = digest(`Bearer ${key}`);
  return (header) => header !== undefined && timingSafeEqual(digest(header), wanted);
}

/** Digests have one length, so the comparison tells nothing about the key's. */
function digest(value: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(value).digest());
}

function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof BodyError) sendError(response, error.status, error.message, 'bad_body');
  else sendError(response, 500, `The practice model has a fault: ${error instanceof Error ? error.message : String(error)}`, 'fault');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, status: number, message: string, code: string): void {
  sendJson(response, status, { error: { message, type: 'invalid_request_error', code } });
}
