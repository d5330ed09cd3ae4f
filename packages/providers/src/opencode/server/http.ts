import { request as httpRequest, type IncomingMessage } from 'node:http';
import { ProviderFault } from '../../contract.ts';

/** Where one living server is, and its password. */
export interface Endpoint {
  readonly port: number;
  readonly password: string;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The project's directory; without it OpenCode answers for the server's own. */
  readonly directory?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal;
  /** Ends the call after so many ms. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}

/** The cause of a fault: there was more to read than is held at once. */
export class AnswerTooLarge extends Error {}

/** Answers larger than this are refused, in UTF-16 units. */
const bodyLimit = 64 * 1024 * 1024;

/**
 * One call with a deadline, over node:http: what runs in a web framework must not depend on the framework's own fetch.
 * Throws ProviderFault PROVIDER_UNAVAILABLE when no whole answer came; its `seen` says whether the request may have been
 * read (`no` only when no connection was made). An answer with an error status is an answer.
 */
export function call(endpoint: Endpoint, what: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = what.body === undefined ? undefined : JSON.stringify(what.body);
    let written = false;
    const request = httpRequest({
      host: '127.0.0.1',
      port: endpoint.port,
      method: what.method,
      path: pathOf(what),
      // A connection per call: a kept one may be closed under the request, and then nobody knows whether it was read.
      agent: false,
      headers: {
        authorization: authorization(endpoint.password),
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      },
    });
    const stop = () => request.destroy(new Error('deadline'));
    const timer = setTimeout(stop, what.timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      what.signal?.removeEventListener('abort', stop);
    };
    const fail = (cause: unknown) => {
      finish();
      const message = `OpenCode did not answer ${what.method} ${what.path}`;
      reject(new ProviderFault('PROVIDER_UNAVAILABLE', message, { seen: written ? 'perhaps' : 'no', retryable: true, cause }));
    };
    request.on('socket', (socket) => socket.once('connect', () => (written = true)));
    request.on('error', fail);
    request.on('response', (response) => {
      readJson(response).then(
        (parsed) => {
          finish();
          resolve({ status: response.statusCode ?? 0, body: parsed, headers: response.headers });
        },
        (cause) => {
          request.destroy();
          fail(cause);
        },
      );
    });
    if (what.signal?.aborted) {
      stop();
    } else {
      what.signal?.addEventListener('abort', stop, { once: true });
      request.end(body);
    }
  });
}

export const authorization = (password: string): string => `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`;

function pathOf(what: Call): string {
  const query = new URLSearchParams(what.query);
  if (what.directory !== undefined) query.set('directory', what.directory);
  const text = query.toString();
  return text === '' ? what.path : `${what.path}?${text}`;
}

/** Unknown paths answer 200 with a web page: only JSON is an answer. */
async function readJson(response: IncomingMessage): Promise<unknown> {
  response.setEncoding('utf8');
  const chunks: string[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<string>) {
    size += chunk.length;
    if (size > bodyLimit) throw new AnswerTooLarge('the answer is too large');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const type = response.headers['content-type'] ?? '';
  if (!type.includes('json')) {
    if ((response.statusCode ?? 0) >= 400) return undefined;
    throw new Error(`the answer is ${type || 'of no type'}, not JSON`);
  }
  return JSON.parse(chunks.join(''));
}
