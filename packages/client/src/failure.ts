import type { ErrorCode, Refusal } from '@plumbline/lifecycle';
import { TRPCClientError } from '@trpc/client';

/** What an error of a call tells: match on `reason`, show `message` and `remedy`. */
export interface CallFailure {
  /** Null: the server could not be reached, or something between answered. */
  readonly reason: ErrorCode | null;
  readonly message: string;
  readonly remedy: string | null;
  /** Null: no answer. */
  readonly httpStatus: number | null;
  readonly blocker?: Refusal['blocker'];
  readonly removedBy?: string;
}

export function failureOf(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TRPCClientError)) return { reason: null, message, remedy: null, httpStatus: null };
  const data: Partial<CallFailure> = error.data ?? {};
  return {
    reason: data.reason ?? null,
    message,
    remedy: data.remedy ?? null,
    httpStatus: data.httpStatus ?? statusOfResponse(error),
    ...(data.blocker && { blocker: data.blocker }),
    ...(data.removedBy && { removedBy: data.removedBy }),
  };
}

/** Whether asking again cannot help: refused (401, 403), not there (404), or wrong in itself. Network errors and 5xx pass. */
export function isFinal(error: unknown): boolean {
  const { httpStatus } = failureOf(error);
  return httpStatus !== null && httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408 && httpStatus !== 429;
}

/** The credential is missing or refused: final for everything that this client does. */
export function isRefused(error: unknown): boolean {
  const { httpStatus } = failureOf(error);
  return httpStatus === 401 || httpStatus === 403;
}

function statusOfResponse(error: { readonly meta?: Record<string, unknown> | undefined }): number | null {
  const response = error.meta?.response;
  return typeof response === 'object' && response !== null && 'status' in response && typeof response.status === 'number'
    ? response.status
    : null;
}
