import type { ThreadId } from '@plumbline/lifecycle';
import { afterEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

async function lines(): Promise<readonly string[]> {
  return (await bench.runtime.metrics()).body.split('\n');
}

it('given a turn that ended, one that was stopped and a late signal, then metrics, status and the list of the thread say so', async () => {
  bench = await openBench();
  const { provider, runtime } = bench;
  const thread = await bench.newThread();
  await bench.send(thread, 'first');
  await bench.until(thread, ({ session }) => session.status === 'running');
  const binding = provider.only();
  const first = provider.lastSent().messageId;
  provider.tell(binding, { kind: 'turn-completed', prompt: first });
  await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'completed');
  const before = (await bench.get(thread)).version;
  provider.tell(binding, { kind: 'turn-completed', prompt: first });
  await expect.poll(async () => (await runtime.threads.ignored(thread, {})).signals.length, { timeout: 5_000 }).toBeGreaterThan(0);
  expect((await bench.get(thread)).version).toBe(before);
  const { signals } = await runtime.threads.ignored(thread, {});
  const late = signals.find(({ kind }) => kind === 'turn-completed');
  expect(late).toMatchObject({ threadId: thread, epoch: 1, reason: 'settled-turn' });
  expect((await runtime.status()).ignored['settled-turn']).toBe(1);
  expect(await lines()).toContain('plumbline_signals_ignored_total{reason="settled-turn"} 1');
  await bench.send(thread, 'second');
  await bench.until(thread, ({ session }) => session.status === 'running');
  await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
  await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');

  const told = await lines();
  expect(told).toContain('plumbline_signals_total{kind="turn-completed"} 2');
  expect(told).toContain('plumbline_turns_settled_total{outcome="completed",cause="provider"} 1');
  expect(told).toContain('plumbline_turns_settled_total{outcome="interrupted",cause="user"} 1');
  expect(told).toContain('plumbline_stop_latency_milliseconds_count 1');
});

it('given readers of the feed, then they are counted while they are there', async () => {
  bench = await openBench();
  const reader = new AbortController();
  const feed = bench.runtime.live({}, reader.signal)[Symbol.asyncIterator]();
  await feed.next();
  expect(await lines()).toContain('plumbline_live_streams 1');
  reader.abort();
  await feed.return?.();
  await expect.poll(lines).toContain('plumbline_live_streams 0');
});

it('given a thread that does not exist, then its list is THREAD_NOT_FOUND', async () => {
  bench = await openBench();
  await expect(bench.runtime.threads.ignored('thr_none' as ThreadId, {})).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
});
