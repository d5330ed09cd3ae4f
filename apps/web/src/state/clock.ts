import { useSyncExternalStore } from 'react';

/**
 * The page's clock: ticks once a second while someone shows an age, and only these words render again. Nothing else on
 * the page depends on time.
 */
let now = 0;
/** By how many ms the server's clock is ahead of this machine's. */
let skew = 0;
/** Less than this is the way that the answer took. */
const noise = 2_000;

/** All times of threads are the server's; ages are counted by its clock, whatever this machine's says. */
export function setSkew(ms: number): void {
  skew = Math.abs(ms) < noise ? 0 : ms;
}

/** What the server's clock says, in ms since 1970. */
export function serverNow(): number {
  return Date.now() + skew;
}

let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = serverNow();
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
  if (timer === undefined) now = Math.floor(serverNow() / 1_000) * 1_000;
  return now;
}

/** Milliseconds since 1970, rounded as `step` says: a component that shows minutes renders once a minute. */
export function useNow(step = 1_000): number {
  const snapshot = () => Math.floor(read() / step) * step;
  return useSyncExternalStore(subscribe, snapshot, () => 0);
}
