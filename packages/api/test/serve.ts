import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Access, accessRules, errorResponse, handleTrpc } from '../src/index.ts';
import type { MemoryRuntime } from './memory-runtime.ts';

export const testToken = 'a-token-for-tests';

/** A real HTTP server over a runtime, with the real access check, that can be cut off, closed and opened again on its port. */
export class TestServer {
  /** Answered to every request in place of the API. */
  refuseWith: (() => Response) | null = null;
  requests = 0;
  #server: Server | null = null;
  #port: number;
  readonly #runtime: MemoryRuntime;
  readonly #sockets = new Set<Socket>();

  /** `port`: that of a server that was closed, as after a restart. */
  constructor(runtime: MemoryRuntime, port = 0) {
    this.#runtime = runtime;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Breaks every connection, as a lost network does. */
  cutOff(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    this.cutOff();
    await closed;
  }

  async #answer(message: IncomingMessage, reply: ServerResponse): Promise<void> {
    this.requests += 1;
    const gone = new AbortController();
    reply.once('close', () => gone.abort());
    const response = this.refuseWith?.() ?? (await this.#handle(toRequest(message, this.url, gone.signal)));
    reply.writeHead(response.status, Object.fromEntries(response.headers));
    if (!response.body) return void reply.end();
    try {
      for await (const chunk of response.body) reply.write(chunk);
    } catch {
      // the reader left
    }
    reply.end();
  }

  async #handle(request: Request): Promise<Response> {
    const rules = accessRules({ host: '127.0.0.1', port: this.#port, machine: [] });
    const access = new Access({ store: this.#runtime.access, rules, cookieName: 'c', token: testToken, adminToken: 'an-owners-token' });
    const verdict = await access.decide(request.method, new URL(request.url).pathname, request.headers);
    if (!verdict.allow) return errorResponse(verdict.code, verdict.message);
    const context = { runtime: this.#runtime, auth: verdict.identity ?? { kind: 'token' as const }, access, authEnds: null };
    return handleTrpc({ request, endpoint: '/api/trpc', context, onFault: () => {} });
  }
}

function toRequest(message: IncomingMessage, url: string, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) if (value !== undefined) headers.set(name, String(value));
  const body = message.method === 'GET' ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
  const init = { method: message.method ?? 'GET', headers, body, signal, duplex: 'half' as const };
  return new Request(`${url}${message.url}`, init);
}
