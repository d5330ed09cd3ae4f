import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import type { ThreadId } from '@plumbline/lifecycle';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

const never = () => new Promise<never>(() => undefined);

/** Stops the server cleanly and starts it again; what the agent is then told is told for another thread only. */
async function restartAndUse(): Promise<void> {
  const { provider } = bench;
  bench = await bench.restart();
  const sent = provider.sent.length;
  const other = await bench.newThread();
  await bench.send(other, 'another thread');
  await bench.until(other, ({ session }) => session.status === 'running');
  expect(provider.sent.slice(sent).map((prompt) => prompt.text)).toEqual(['another thread']);
}

async function expectInterrupted(thread: ThreadId, seen: 'no' | 'perhaps'): Promise<void> {
  const { turns, queue, session } = await bench.get(thread);
  expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'restart' });
  expect(queue.messages).toMatchObject([
    { text: 'first', state: 'returned', reason: 'restart', seen },
    { text: 'waits', state: 'queued' },
  ]);
  expect(queue.hold).not.toBeNull();
  expect(session.status).toBe('stopped');
}

describe('a clean stop with a turn that is pending', () => {
  it('given a start under way, then its turn is interrupted by the restart, the message comes back unseen, and nothing starts by itself', async () => {
    bench = await openBench();
    const { provider } = bench;
    const bind = provider.onBind;
    provider.onBind = never;
    const thread = await bench.newThread();
    await bench.send(thread, 'first');
    await bench.send(thread, 'waits');
    await expect.poll(() => provider.calls).toContain('bind');
    provider.onBind = bind;
    await restartAndUse();
    await expectInterrupted(thread, 'no');
    expect(provider.calls.filter((call) => call === 'bind')).toHaveLength(2);
  });

  it('given a message on its way, then it comes back as perhaps seen', async () => {
    bench = await openBench({ timing: { acceptDeadline: 60_000 } });
    const { provider } = bench;
    const accept = provider.onPrompt;
    provider.onPrompt = never;
    const thread = await bench.newThread();
    await bench.send(thread, 'first');
    await bench.send(thread, 'waits');
    await expect.poll(() => provider.sent.length).toBe(1);
    provider.onPrompt = accept;
    await restartAndUse();
    await expectInterrupted(thread, 'perhaps');
  });

  it('given a bound session that is not at rest yet, then the message that waits for that comes back unseen', async () => {
    bench = await openBench({ timing: { stopDeadline: 60_000 } });
    const { provider } = bench;
    const thread = await bench.newThread();
    await bench.send(thread, 'aborted');
    await bench.until(thread, ({ session }) => session.status === 'running');
    const binding = provider.only();
    provider.onAbort = async () => provider.tell(binding, { kind: 'turn-aborted', prompt: provider.lastSent().messageId });
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
    await bench.send(thread, 'first');
    await bench.send(thread, 'waits');
    await restartAndUse();
    await expectInterrupted(thread, 'no');
  });
});

describe('a clean stop with nothing at work', () => {
  it('given a session that starts without a message, then it is stopped, and not started again', async () => {
    bench = await openBench();
    const { provider } = bench;
    provider.onBind = never;
    const thread = await bench.newThread();
    await bench.do({ type: 'thread.session.start', threadId: thread });
    await expect.poll(() => provider.calls).toContain('bind');
    bench = await bench.restart();
    expect((await bench.get(thread)).session.status).toBe('stopped');
    expect(provider.calls.filter((call) => call === 'bind')).toHaveLength(1);
  });

  it('given a turn that completes while the server stops, then it counts, and what waited behind it is held, not sent', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    await bench.send(thread, 'first');
    await bench.until(thread, ({ session }) => session.status === 'running');
    await bench.send(thread, 'waits');
    const stop = provider.stop.bind(provider);
    provider.stop = async () => {
      provider.complete(provider.only());
      await stop();
    };
    await restartAndUse();
    const { turns, queue } = await bench.get(thread);
    expect(turns).toMatchObject([{ state: 'completed' }]);
    expect(queue).toMatchObject({ hold: { reason: 'interrupted' }, messages: [{ text: 'waits', state: 'queued' }] });
  });
});

describe('a clean stop of what does not answer', () => {
  it('given a database that refuses for long, then the processes are ended all the same, and the stop resolves in time', async () => {
    bench = await openBench({ patience: 60_000 });
    const thread = await bench.newThread();
    await bench.send(thread, 'work');
    await bench.until(thread, ({ session }) => session.status === 'running');
    const intruder = createClient({ url: pathToFileURL(join(bench.dataDir, 'plumbline.db')).href });
    const transaction = await intruder.transaction('write');
    const from = performance.now();
    await bench.runtime.stop();
    expect(performance.now() - from).toBeLessThan(8_000);
    expect(bench.provider.calls).toContain('stop');
    await transaction.rollback();
    intruder.close();
  }, 20_000);
});
