import type { Failure } from '@plumbline/lifecycle';
import { ProviderFault } from '@plumbline/providers';
import { type Clock, DeadlinePassed } from '../clock/index.ts';

/** Nobody wants the result of the call any more. */
export class Abandoned extends Error {
  constructor(what: string) {
    super(`${what} was given up`);
    this.name = 'Abandoned';
  }
}

export interface GiveUp<T> {
  /** When it resolves, the call is given up. */
  readonly when?: Promise<unknown>;
  /** Gets what the call brings after that, or after its deadline. */
  late?(result: T): void;
}

/**
 * Calls a provider with a deadline: its signal aborts, and the caller goes on, when the time is over or the call is given
 * up. Throws DeadlinePassed, Abandoned, or what the call throws.
 */
export function within<T>(
  clock: Clock,
  what: string,
  ms: number,
  call: (deadline: AbortSignal) => Promise<T>,
  { when, late }: GiveUp<T> = {},
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    let over = false;
    const end = (error: Error) => {
      over = true;
      endTimer();
      controller.abort();
      reject(error);
    };
    const endTimer = clock.after(ms, () => end(new DeadlinePassed(what, ms)));
    void when?.then(() => end(new Abandoned(what)));
    call(controller.signal).then(
      (result) => {
        endTimer();
        if (over) late?.(result);
        else resolve(result);
      },
      (error: unknown) => {
        endTimer();
        reject(error);
      },
    );
  });
}

/** What a failed call means for people and programs. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProviderFault) return error.failure;
  if (error instanceof DeadlinePassed)
    return { code: 'PROVIDER_UNAVAILABLE', message: 'The agent did not answer in time.', retryable: true };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error), retryable: true };
}
