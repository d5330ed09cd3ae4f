import { describe, expect, it } from 'vitest';
import { Attempts } from './attempts.ts';
import { Gates } from './gates.ts';
import { SeenRequests } from './requests.ts';

const never = new AbortController().signal;
const request = { source: 'script', key: 'k', step: 0, attempt: 1, model: 'm', streamed: true, messages: 1, lastUserTexts: [] } as const;

describe('bounded memory', () => {
  it('given more requests than the ring holds, then the oldest are gone and late ends find their own', () => {
    const seen = new SeenRequests(2);
    const ends = ['a', 'b', 'c'].map((key) => seen.add({ ...request, key }));
    ends[0]?.('failed');
    ends[1]?.('disconnected');
    expect(seen.list({}).map(({ number, key, outcome }) => [number, key, outcome])).toEqual([
      [2, 'b', 'disconnected'],
      [3, 'c', 'open'],
    ]);
  });

  it('given more steps than are counted, then the oldest starts at one again', () => {
    const attempts = new Attempts(2);
    attempts.next('a', 0, undefined);
    attempts.next('b', 0, undefined);
    expect(attempts.next('a', 0, undefined)).toBe(2);
    attempts.next('c', 0, undefined);
    expect(attempts.next('b', 0, undefined)).toBe(1);
  });

  it('given as many gates as may be, then another is refused until one is forgotten', async () => {
    const gates = new Gates({ limit: 1, ttlMs: 0 });
    gates.release('a');
    expect(gates.release('b')).toEqual({ released: 0 });
    const full = new Gates({ limit: 1 });
    full.release('a');
    expect(full.release('b')).toBeUndefined();
    expect(await full.wait('b', never)).toBe('full');
    expect(full.size).toBe(1);
  });
});

describe('gates', () => {
  it('given a gate released before anyone came, then who comes passes', async () => {
    const gates = new Gates();
    gates.release('g');
    expect(await gates.wait('g', never)).toBe('released');
  });

  it('given someone at the gate, when it is released, then the watcher saw one and one passes', async () => {
    const gates = new Gates();
    const watched = gates.watch('g', 10_000, never);
    const waiting = gates.wait('g', never);
    expect(await watched).toEqual({ gate: 'g', waiting: 1, released: false });
    expect(gates.release('g')).toEqual({ released: 1 });
    expect(await waiting).toBe('released');
  });

  it('given a gate that nobody releases, then who waits is turned away', async () => {
    expect(await new Gates({ ttlMs: 5 }).wait('g', never)).toBe('expired');
  });

  it('given the client goes away, then nobody waits any more', async () => {
    const gates = new Gates();
    const client = new AbortController();
    const waiting = gates.wait('g', client.signal);
    client.abort();
    expect(await waiting).toBe('gone');
    expect(await gates.watch('g', 0, never)).toMatchObject({ waiting: 0 });
  });
});
