import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { lendSignal } from './lend-signal.ts';

test('given calls that came and went on one signal, then nothing listens to it any more', async () => {
  const { signal } = new AbortController();
  const away = createClient({ url: 'http://127.0.0.1:9', fetch: () => Promise.reject(new Error('away')) });
  for (let n = 0; n < 20; n += 1) await lendSignal(signal, (lent) => away.system.status.query(undefined, { signal: lent })).catch(() => 0);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('given the signal aborts, then the call that it was lent to ends', async () => {
  const ended = new AbortController();
  const call = lendSignal(ended.signal, (lent) => new Promise((done) => lent.addEventListener('abort', () => done(lent.reason))));
  ended.abort('left');
  expect(await call).toBe('left');
  expect(await lendSignal(ended.signal, (lent) => Promise.resolve(lent.aborted))).toBe(true);
});
