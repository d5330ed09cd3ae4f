import { ProviderFault } from '../contract.ts';

/** The promise, or START_DEADLINE once the caller's signal aborts; the work itself goes on for others that share it. */
export function inTime<T>(promise: Promise<T>, signal: AbortSignal, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new ProviderFault('START_DEADLINE', `${name} was not ready in time.`, { retryable: true }));
    if (signal.aborted) {
      promise.catch(() => undefined);
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
