import type { Millis } from '@plumbline/lifecycle';

/**
 * The only two kinds of time (rule 39). `now` dates what is recorded and shown. Everything that waits (deadlines, silence,
 * back-off) uses `monotonic` and `after`: they neither jump when the wall clock is set, nor count the time in which the
 * machine slept, so that a laptop that wakes up does not find every deadline passed.
 */
export interface Clock {
  /** Wall clock, ms since 1970. */
  now(): Millis;
  /** Ms since some moment of this process. Only differences mean anything. */
  monotonic(): number;
  /** Calls `run` once after `ms`, unless cancelled. Keeps no process alive. Cancelling twice, or afterwards, does nothing. */
  after(ms: number, run: () => void): () => void;
}

/** The longest delay that a timer of Node takes; a longer one would fire at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Node's `performance.now` and its timers read CLOCK_MONOTONIC on Linux, which stands still in suspend. (CLOCK_BOOTTIME,
 * which does not, is used by neither.)
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), longestTimer));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
