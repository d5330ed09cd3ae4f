import { type ErrorCode, errorCodes } from '@plumbline/lifecycle';
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';

/** tRPC's name for each HTTP status that a code of ours may have, and for those of tRPC's own errors. */
const keys = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
} as const satisfies Record<number, TRPC_ERROR_CODE_KEY>;

export type HttpStatus = keyof typeof keys;

/** The compiler checks that every status in `errorCodes` has a key here. */
export function statusOf(code: ErrorCode): HttpStatus {
  return errorCodes[code].http;
}

/** A 5xx on a subscription makes clients come back for ever: only what may pass by itself has one. */
export function trpcCodeOf(status: HttpStatus): { readonly key: TRPC_ERROR_CODE_KEY; readonly number: number } {
  const key = keys[status];
  return { key, number: TRPC_ERROR_CODES_BY_KEY[key] };
}
