import { type ErrorCode, errorCodes, type Refusal } from '@plumbline/lifecycle';
import type { RuntimeFault } from '@plumbline/runtime';
import type { StoreFault, StoreFaultCode } from '@plumbline/store';
import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { type HttpStatus, statusOf } from './status.ts';
import { describeIssues } from './zod.ts';

/** What a client is told of an error: nothing else of it leaves the server. */
export interface ErrorFacts {
  readonly reason: ErrorCode;
  /** One line for people. */
  readonly message: string;
  readonly remedy: string;
  readonly httpStatus: HttpStatus;
  readonly blocker?: Refusal['blocker'];
  /** The procedure that removes the blocker (I10). */
  readonly removedBy?: string;
}

/** The one mapping from whatever was thrown to what a client is told. Never throws. */
export function describeError(thrown: unknown): ErrorFacts {
  const cause = thrown instanceof TRPCError ? (thrown.cause ?? thrown) : thrown;
  if (cause instanceof ZodError) return describeZod(cause);
  if (isRuntimeFault(cause)) return describeFault(cause);
  if (isStoreFault(cause)) return facts(storeReasons[cause.code], cause.message);
  if (thrown instanceof TRPCError) return describeTransport(thrown);
  return facts('INTERNAL', 'Something failed on the server.');
}

/** Facts for a code that the access check or a plain route refuses with. */
export function describeCode(reason: ErrorCode, message: string): ErrorFacts {
  return facts(reason, message);
}

/**
 * By name, not by class: the app bundles the runtime apart from the routes, so that the class which threw is another copy
 * of the one that could be imported here.
 */
function isRuntimeFault(cause: unknown): cause is RuntimeFault {
  return cause instanceof Error && cause.name === 'RuntimeFault' && 'code' in cause && String(cause.code) in errorCodes;
}

function isStoreFault(cause: unknown): cause is StoreFault {
  return cause instanceof Error && cause.name === 'StoreFault' && 'code' in cause && String(cause.code) in storeReasons;
}

function describeFault(fault: RuntimeFault): ErrorFacts {
  const { refusal } = fault;
  const message = fault.code === 'INTERNAL' ? 'Something failed on the server.' : fault.message;
  return {
    ...facts(fault.code, message),
    ...(refusal?.blocker && { blocker: refusal.blocker }),
    ...(refusal?.removedBy && { removedBy: refusal.removedBy }),
  };
}

function describeZod(error: ZodError): ErrorFacts {
  const { reason, message } = describeIssues(error.issues);
  return facts(reason, message);
}

/** Errors of tRPC itself: they speak of the request, not of our rules, and keep their own status. */
function describeTransport(error: TRPCError): ErrorFacts {
  switch (error.code) {
    case 'PAYLOAD_TOO_LARGE':
      return facts('TEXT_TOO_LARGE', 'The request is larger than the server takes.');
    case 'PARSE_ERROR':
      return facts('INPUT_INVALID', 'The request is not valid JSON.');
    case 'NOT_FOUND':
      return { ...facts('INPUT_INVALID', error.message), httpStatus: 404 };
    case 'METHOD_NOT_SUPPORTED':
      return { ...facts('INPUT_INVALID', error.message), httpStatus: 405 };
    case 'UNSUPPORTED_MEDIA_TYPE':
      return { ...facts('INPUT_INVALID', error.message), httpStatus: 415 };
    case 'UNAUTHORIZED':
      return facts('UNAUTHORIZED', error.message);
    case 'BAD_REQUEST':
      return facts('INPUT_INVALID', error.message);
    default:
      return facts('INTERNAL', 'Something failed on the server.');
  }
}

const storeReasons: Record<StoreFaultCode, ErrorCode> = {
  VERSION_CONFLICT: 'INTERNAL',
  STORAGE_UNAVAILABLE: 'STORAGE_UNAVAILABLE',
  DATABASE_NEWER: 'DATABASE_NEWER',
  DATA_DIR_LOCKED: 'DATA_DIR_LOCKED',
  CORRUPT: 'INTERNAL',
};

function facts(reason: ErrorCode, message: string): ErrorFacts {
  return { reason, message, remedy: errorCodes[reason].remedy, httpStatus: statusOf(reason) };
}
