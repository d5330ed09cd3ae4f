import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Context } from '../context.ts';
import { errorResponse } from '../errors/body.ts';
import { describeError } from '../errors/describe.ts';
import { appRouter } from '../router.ts';
import { readBody } from './read-body.ts';

/** A text of 1,000,000 UTF-16 units is at most 3 MB of UTF-8; JSON escapes little of what people write. */
const bodyLimit = 4 * 1024 * 1024;
const callsAtMost = 20;

export interface TrpcRequest {
  readonly request: Request;
  /** Path before the procedure, e.g. `/api/trpc`. */
  readonly endpoint: string;
  readonly context: Context;
  /** Told of errors that are our fault, to log them. */
  onFault(error: unknown, path: string): void;
}

/** Answers one HTTP request of the API. Who asks was checked before. */
export async function handleTrpc({ request, endpoint, context, onFault }: TrpcRequest): Promise<Response> {
  const bounded = await withBoundedBody(request);
  if (!bounded) return errorResponse('TEXT_TOO_LARGE', `The request is larger than ${bodyLimit / 1024 / 1024} MB.`);
  return fetchRequestHandler({
    endpoint,
    req: bounded,
    router: appRouter,
    createContext: () => context,
    maxBatchSize: callsAtMost,
    responseMeta: () => ({ headers: new Headers([['cache-control', 'no-store']]) }),
    onError: ({ error, path }) => {
      if (describeError(error).reason === 'INTERNAL') onFault(error.cause ?? error, path ?? '');
    },
  });
}

async function withBoundedBody(request: Request): Promise<Request | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return request;
  const body = await readBody(request, bodyLimit);
  if (body === null) return null;
  // tRPC's own client sends no body with a call without input, and its server cannot read that one where the input is optional.
  const given = body === '' ? '{}' : body;
  return new Request(request.url, { method: request.method, headers: request.headers, body: given, signal: request.signal });
}
