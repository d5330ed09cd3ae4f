/**
 * A signal that aborts with the first of several. Unlike AbortSignal.any it lets go of its sources when it is disposed:
 * one of them lives as long as the process.
 */
export function joinSignals(sources: readonly (AbortSignal | null | undefined)[]): { readonly signal: AbortSignal; dispose(): void } {
  const joined = new AbortController();
  const abort = () => joined.abort();
  const given = sources.filter((source) => source != null);
  for (const source of given) {
    if (source.aborted) abort();
    else source.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: joined.signal,
    dispose: () => {
      for (const source of given) source.removeEventListener('abort', abort);
    },
  };
}
