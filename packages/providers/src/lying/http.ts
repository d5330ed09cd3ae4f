import { request as httpRequest } from 'node:http';
import { ProviderFault } from '../contract.ts';

/** Where one life of the child listens. */
export interface Endpoint {
  readonly port: number;
  readonly token: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Larger answers are refused, in bytes. */
const bodyLimit = 64 * 1024 * 1024;
const callLimit = 30_000;

/**
 * One call, on a connection of its own. Throws ProviderFault PROVIDER_UNAVAILABLE when no whole answer came in time; `seen` is `no`
 * only when no connection was made. An answer with an error status is an answer.
 */
export function call(
  endpoint: Endpoint,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  signal: AbortSignal,
  body?: object,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const fail = (cause: unknown) => {
      const message = `The lying provider did not answer ${method} ${path}.`;
      reject(new ProviderFault('PROVIDER_UNAVAILABLE', message, { seen: connected ? 'perhaps' : 'no', retryable: true, cause }));
    };
    const request = httpRequest({
      host: '127.0.0.1',
      port: endpoint.port,
      method,
      path,
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(callLimit)]),
      headers: { authorization: `Bearer ${endpoint.token}`, 'content-type': 'application/json' },
    });
    request.on('socket', (socket) => socket.once('connect', () => (connected = true)));
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > bodyLimit) request.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => {
        try {
          const status = response.statusCode ?? 0;
          // A refusal may be without a word.
          resolve({ status, body: size === 0 && status !== 200 ? null : JSON.parse(Buffer.concat(chunks).toString('utf8')) });
        } catch (error) {
          fail(error);
        }
      });
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
