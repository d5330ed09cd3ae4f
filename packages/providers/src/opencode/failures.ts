import type { ErrorCode, Failure } from '@plumbline/lifecycle';
import type { AssistantMessage } from './native.ts';

type NativeError = NonNullable<AssistantMessage['error']>;

const messageLimit = 2_000;

/**
 * Errors after which OpenCode does not go on. A closed list: what is not on it is looked into, never taken for an end.
 * Not on it: ContextOverflowError (it compacts and goes on), MessageAbortedError (an interrupt, rule 13).
 */
const ending: Record<NativeError['name'], boolean> = {
  APIError: true, // one that may be retried never gets here: it shows as `session.status` retry
  ProviderAuthError: true,
  UnknownError: true,
  MessageOutputLengthError: true,
  StructuredOutputError: true,
  ContentFilterError: true,
  ContextOverflowError: false,
  MessageAbortedError: false,
};

export const endsTurn = (error: NativeError): boolean => Object.hasOwn(ending, error.name) && ending[error.name];

export const isAbort = (error: NativeError): boolean => error.name === 'MessageAbortedError';

/** OpenCode's error as a failure of ours, with the provider's own words. */
export function failureOf(error: NativeError): Failure {
  return failure(codeOf(error), textOf(error), retryable(error));
}

export function failure(code: ErrorCode, message: string, retryable = false): Failure {
  return { code, message: message.slice(0, messageLimit), retryable };
}

function codeOf(error: NativeError): ErrorCode {
  switch (error.name) {
    case 'ProviderAuthError':
      return 'PROVIDER_AUTH';
    case 'APIError':
      return codeOfStatus(error.data.statusCode);
    case 'UnknownError':
    case 'MessageOutputLengthError':
    case 'StructuredOutputError':
    case 'ContentFilterError':
    case 'ContextOverflowError':
    case 'MessageAbortedError':
      return 'PROVIDER_TURN_FAILED';
    default:
      return unknownError(error);
  }
}

/** A newer OpenCode may name errors that its types here do not. */
const unknownError = (_error: never): ErrorCode => 'PROVIDER_TURN_FAILED';

function codeOfStatus(status: number | undefined): ErrorCode {
  if (status === 401 || status === 403) return 'PROVIDER_AUTH';
  if (status === 429) return 'PROVIDER_LIMIT';
  return 'PROVIDER_TURN_FAILED';
}

function textOf(error: NativeError): string {
  const message = 'message' in error.data ? error.data.message : undefined;
  if (typeof message === 'string' && message.length > 0) return message;
  return error.name === 'MessageOutputLengthError' ? 'The answer is longer than the model may give.' : error.name;
}

const retryable = (error: NativeError): boolean => error.name === 'APIError' && error.data.isRetryable;
