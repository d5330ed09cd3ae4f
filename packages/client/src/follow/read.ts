import type { Latest } from './latest.ts';

interface Follower<T> {
  readonly output: Latest<T>;
  end(): void;
}

/** Reads a follower until `signal` aborts or the reader leaves, and ends it then. */
export async function* read<T>(follower: Follower<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, undefined> {
  const end = () => follower.end();
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  try {
    yield* follower.output.read();
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}
