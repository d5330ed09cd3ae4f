/**
 * Lends a long-lived signal to one call. tRPC never takes back the listener that it adds to a call's signal; this one lets go
 * of ours when the call has ended.
 */
export async function lendSignal<T>(signal: AbortSignal, call: (lent: AbortSignal) => Promise<T>): Promise<T> {
  const lent = new AbortController();
  const abort = () => lent.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await call(lent.signal);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
