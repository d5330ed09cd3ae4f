import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import type { ThreadId } from '@plumbline/lifecycle';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
let intruder: Client;
let thread: ThreadId;

/** Another program holds the database's write lock: every write of ours is refused. */
async function refuseWrites(): Promise<() => Promise<void>> {
  const transaction = await intruder.transaction('write');
  return async () => transaction.rollback();
}

beforeEach(async () => {
  bench = await openBench({ patience: 60 });
  thread = await bench.newThread();
  await bench.send(thread, 'work');
  await bench.until(thread, ({ session }) => session.status === 'running');
  intruder = createClient({ url: pathToFileURL(join(bench.dataDir, 'plumbline.db')).href });
});
afterEach(async () => {
  intruder.close();
  await bench.close();
});

describe('a database that refuses writes (rule 34)', () => {
  it('given it, when commands come, then each is refused with the reason, and a stop is still sent to the agent', async () => {
    const allow = await refuseWrites();
    await expect(bench.send(thread, 'more')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect((await bench.runtime.status()).database.writable).toBe(false);
    bench.provider.onAbort = async () => undefined;
    await expect(bench.do({ type: 'thread.turn.interrupt', threadId: thread })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await expect.poll(() => bench.provider.calls).toContain('abort');
    await allow();
    await bench.send(thread, 'more');
    expect((await bench.runtime.status()).database.writable).toBe(true);
  });

  it('given it, when the turn ends meanwhile, then nothing unsaved is shown, and when it writes again the end is found out', async () => {
    const { provider } = bench;
    provider.say(provider.only(), provider.lastSent().messageId, 'part', ['saved']);
    await bench.until(thread, ({ items }) => items.some((item) => 'text' in item && item.text === 'saved'));
    const allow = await refuseWrites();
    provider.tell(provider.only(), { kind: 'item-text', prompt: provider.lastSent().messageId, part: 'part', offset: 5, text: ' unsaved' });
    provider.onReattach = async (binding) => provider.close(binding, provider.lastSent().messageId, 'part', 'saved and whole');
    provider.complete(provider.only());
    await expect.poll(async () => (await bench.runtime.status()).database.writable).toBe(false);
    const meanwhile = await bench.get(thread);
    expect(meanwhile.turns.at(-1)).toMatchObject({ state: 'running' });
    expect(meanwhile.items.at(-1)).toMatchObject({ text: 'saved' });
    await allow();
    const after = await bench.until(thread, ({ turns, items }) => turns.at(-1)?.state === 'completed' && items.at(-1)?.status === 'done');
    expect(after.items.at(-1)).toMatchObject({ text: 'saved and whole' });
    expect(provider.calls).toContain('reattach');
  });
});
