import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { testContext } from '../../test/context.ts';
import { MemoryRuntime } from '../../test/memory-runtime.ts';
import { createCaller } from '../router.ts';

const open = async (runtime: MemoryRuntime, authEnds: AbortSignal | null = null) => {
  const caller = createCaller({ ...testContext(runtime), authEnds });
  const stream = (await caller.live())[Symbol.asyncIterator]();
  const first = await stream.next();
  return { first, stream };
};

test('given a stream, then its first answer is tracked by the cursor and says ready', async () => {
  const { first, stream } = await open(new MemoryRuntime());
  expect(first.value).toMatchObject(['epoch-1.0', [{ kind: 'ready' }], expect.anything()]);
  await stream.return?.();
});

test('given the server shuts down, then the stream ends without an error', async () => {
  const runtime = new MemoryRuntime();
  const { stream } = await open(runtime);
  const next = stream.next();
  await runtime.stop();
  expect((await next).done).toBe(true);
  expect(runtime.readers).toBe(0);
});

test('given the session of the reader is revoked, then the stream ends', async () => {
  const runtime = new MemoryRuntime();
  const session = new AbortController();
  const { stream } = await open(runtime, session.signal);
  const next = stream.next();
  session.abort();
  expect((await next).done).toBe(true);
});

test('given many streams that came and went, then nothing listens any more', async () => {
  const runtime = new MemoryRuntime();
  for (let n = 0; n < 200; n += 1) {
    const { stream } = await open(runtime);
    await stream.return?.();
  }
  expect(runtime.readers).toBe(0);
  expect(getEventListeners(runtime.shutdown, 'abort')).toHaveLength(0);
});
