import { useSyncExternalStore } from 'react';

/**
 * The page's clock: ticks once a second while someone shows an age, and only these words render again. Nothing else on
 * the page depends on time.
 */
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, 1_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): number {
  if (timer === undefined) now = Math.max(now, Math.floor(Date.now() / 1_000) * 1_000);
  return now;
}

/** Milliseconds since 1970, rounded as `step` says: a component that shows minutes renders once a minute. */
export function useNow(step = 1_000): number {
  const snapshot = () => Math.floor(read() / step) * step;
  return useSyncExternalStore(subscribe, snapshot, () => 0);
}
