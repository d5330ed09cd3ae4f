import { describe, expect, it } from 'vitest';
import { Executor } from './executor.ts';

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('executor', () => {
  it('given tasks of different length, when run, then one at a time and in order', async () => {
    const executor = new Executor();
    const told: string[] = [];
    const first = gate();
    const slow = executor.run(async () => {
      told.push('first begins');
      await first.opened;
      told.push('first ends');
    });
    const quick = executor.run(async () => {
      told.push('second');
    });
    first.open();
    await Promise.all([slow, quick]);
    expect(told).toEqual(['first begins', 'first ends', 'second']);
    expect(executor.idle).toBe(true);
  });

  it('given a queue of commands, when an interrupt comes, then it runs before all that wait (rule 8)', async () => {
    const executor = new Executor();
    const told: string[] = [];
    const first = gate();
    const all = [executor.run(() => first.opened), ...['a', 'b'].map((name) => executor.run(async () => void told.push(name)))];
    all.push(executor.run(async () => void told.push('interrupt'), 'urgent'));
    first.open();
    await Promise.all(all);
    expect(told).toEqual(['interrupt', 'a', 'b']);
  });

  it('given a task that fails, when the next waits, then only its caller is told', async () => {
    const executor = new Executor();
    const failing = executor.run(async () => Promise.reject(new Error('no')));
    const next = executor.run(async () => 7);
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe(7);
  });

  it('given a task that throws before its first promise, then its caller is told, and the next one runs', async () => {
    const executor = new Executor();
    const thrown = executor.run(() => {
      throw new Error('at once');
    });
    const next = executor.run(async () => 'ran');
    await expect(thrown).rejects.toThrow('at once');
    await expect(next).resolves.toBe('ran');
  });
});
