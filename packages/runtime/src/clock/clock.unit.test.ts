import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { DeadlinePassed, withDeadline } from './deadline.ts';

describe('clock', () => {
  it('given a timer, when it is cancelled, then it does not run; another one does, and no earlier than told', async () => {
    const ran: string[] = [];
    const cancel = systemClock.after(5, () => ran.push('cancelled'));
    cancel();
    cancel();
    const from = systemClock.monotonic();
    // The timers are unref'ed: a referenced one keeps this test going.
    const alive = setInterval(() => undefined, 5);
    await new Promise<void>((resolve) => systemClock.after(30, resolve));
    clearInterval(alive);
    expect(systemClock.monotonic() - from).toBeGreaterThanOrEqual(28);
    expect(ran).toEqual([]);
  });

  it('given a delay beyond what a timer takes, when set, then it does not fire at once', async () => {
    let fired = false;
    const cancel = systemClock.after(2 ** 40, () => {
      fired = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancel();
    expect(fired).toBe(false);
  });

  it('given work that hangs, when its deadline passes, then the caller is told', async () => {
    await expect(withDeadline('stat', 10, new Promise(() => undefined))).rejects.toBeInstanceOf(DeadlinePassed);
    await expect(withDeadline('stat', 1_000, Promise.resolve(7))).resolves.toBe(7);
  });
});
