import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import type { ThreadId } from '@plumbline/lifecycle';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

async function runningTurn(): Promise<ThreadId> {
  const thread = await bench.newThread();
  await bench.send(thread, 'one');
  await bench.until(thread, ({ session }) => session.status === 'running');
  return thread;
}

/** Which conversation of the agent the thread had cannot be read any more. */
async function forget(thread: ThreadId): Promise<void> {
  const file = createClient({ url: pathToFileURL(join(bench.dataDir, 'plumbline.db')).href });
  await file.execute({ sql: `UPDATE sessions SET binding = '{"sess' WHERE thread_id = ?`, args: [thread] });
  file.close();
}

describe('a thread whose conversation was recorded and cannot be read', () => {
  it('given a turn that runs, when started again, then it has its verdict with the start, though its agent lives, and the others go on (rule 14)', async () => {
    bench = await openBench({ timing: { silence: 60_000 } });
    const thread = await runningTurn();
    const other = await runningTurn();
    await forget(thread);
    bench = await bench.crash({ timing: { silence: 60_000 } });
    const { turns, session } = await bench.get(thread);
    expect(turns).toMatchObject([{ state: 'interrupted', cause: 'restart' }]);
    expect(session.status).toBe('stopped');
    expect((await bench.get(other)).session.status).toBe('running');
  });

  it('given it rests, when a message is sent, then it comes back, and goes on without its memory only when the user says so (rule 22)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    await bench.do({ type: 'thread.session.stop', threadId: thread });
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    await forget(thread);
    bench = await bench.crash();
    await bench.send(thread, 'two');
    const lost = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(lost.turns.at(-1)?.failure?.code).toBe('SESSION_LOST');
    expect(lost.queue.messages).toMatchObject([{ text: 'two', state: 'returned', seen: 'no' }]);
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['one']);
    await bench.do({ type: 'thread.session.start', threadId: thread, fresh: true });
    await bench.until(thread, ({ session }) => session.status === 'ready');
    await bench.send(thread, 'three');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['one', 'three']);
  });
});
