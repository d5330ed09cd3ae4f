import type { ErrorCode } from '@plumbline/lifecycle';
import { describeCode, type ErrorFacts } from './describe.ts';
import { trpcCodeOf } from './status.ts';

/** The `data` of an error, the same in tRPC answers and in those of plain routes. */
export interface ErrorData {
  readonly code: string;
  readonly httpStatus: number;
  readonly reason: ErrorCode;
  readonly remedy: string;
  readonly blocker?: ErrorFacts['blocker'];
  readonly removedBy?: string;
}

export function errorData(facts: ErrorFacts): ErrorData {
  return {
    code: trpcCodeOf(facts.httpStatus).key,
    httpStatus: facts.httpStatus,
    reason: facts.reason,
    remedy: facts.remedy,
    ...(facts.blocker && { blocker: facts.blocker }),
    ...(facts.removedBy && { removedBy: facts.removedBy }),
  };
}

/**
 * A refusal outside of tRPC (access check, plain routes), in the shape of a tRPC error, so that typed clients read it like
 * any other.
 */
export function errorResponse(reason: ErrorCode, message: string, headers: Record<string, string> = {}): Response {
  const facts = describeCode(reason, message);
  const body = { error: { message: facts.message, code: trpcCodeOf(facts.httpStatus).number, data: errorData(facts) } };
  const retry: Record<string, string> = facts.httpStatus === 503 ? { 'retry-after': '1' } : {};
  return Response.json(body, { status: facts.httpStatus, headers: { 'cache-control': 'no-store', ...retry, ...headers } });
}
