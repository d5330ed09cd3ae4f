import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import type { CommandId, ThreadId } from '@plumbline/lifecycle';
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
  // Silence asks too: here only the database that writes again may be the reason.
  bench = await openBench({ patience: 60, timing: { silence: 60_000 } });
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

  it('given it, when a start comes to its end meanwhile, then nothing is handed over; when it writes again the message goes, once', async () => {
    const { provider } = bench;
    const other = await bench.newThread();
    const bind = provider.onBind;
    let come = (): void => undefined;
    const comes = new Promise<void>((resolve) => {
      come = resolve;
    });
    provider.onBind = (request, deadline) => comes.then(() => bind(request, deadline));
    await bench.send(other, 'starts');
    await expect.poll(() => provider.calls.filter((call) => call === 'bind').length).toBe(2);
    const allow = await refuseWrites();
    come();
    await expect.poll(async () => (await bench.runtime.status()).database.writable).toBe(false);
    expect((await bench.get(other)).session).toMatchObject({ status: 'starting', bound: false });
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['work']);
    await allow();
    await bench.until(other, ({ session }) => session.status === 'running');
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['work', 'starts']);
    // What the lost start had brought was closed: each thread has one session.
    await expect.poll(() => provider.sessions.size).toBe(2);
  });

  it('given it, when the agent dies meanwhile, then that is found out when it writes again, for every thread of it', async () => {
    const { provider } = bench;
    const other = await bench.newThread();
    await bench.send(other, 'more work');
    await bench.until(other, ({ session }) => session.status === 'running');
    const allow = await refuseWrites();
    provider.die();
    await expect.poll(async () => (await bench.runtime.status()).database.writable).toBe(false);
    for (const each of [thread, other]) expect((await bench.get(each)).session.status).toBe('running');
    await allow();
    for (const each of [thread, other]) {
      const { turns } = await bench.until(each, ({ session }) => session.status === 'stopped');
      expect(turns).toMatchObject([{ state: 'interrupted' }]);
    }
  });

  it('given it, when a turn ends and another message waits, then that one is not sent before the end is written, and once then', async () => {
    const { provider } = bench;
    await bench.send(thread, 'waits');
    const stored: string[][] = [];
    provider.onPrompt = async (binding, prompt) => {
      stored.push((await bench.get(thread)).turns.map(({ state }) => state));
      provider.accept(binding, prompt.messageId);
    };
    const allow = await refuseWrites();
    provider.complete(provider.only());
    // Asking comes after all that was told: what that would have set off has begun by now.
    await bench.do({ type: 'thread.session.reconcile', threadId: thread });
    expect(provider.sent).toHaveLength(1);
    await allow();
    await bench.until(thread, (each) => each.turns.length === 2 && each.session.status === 'running');
    expect(stored).toEqual([['completed', 'pending']]);
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['work', 'waits']);
  });

  it('given it, when a command was refused for that, then it is no receipt: the same command again is carried out (rule 27)', async () => {
    const commandId = randomUUID() as CommandId;
    const command = { type: 'thread.turn.start', threadId: thread, text: 'more' } as const;
    const allow = await refuseWrites();
    await expect(bench.runtime.dispatch({ commandId, command })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await allow();
    expect(await bench.runtime.dispatch({ commandId, command })).toMatchObject({ fate: 'queued' });
    expect((await bench.get(thread)).queue.messages).toMatchObject([{ text: 'more' }]);
  });
});
