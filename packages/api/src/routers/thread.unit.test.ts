import type { ThreadEvent, ThreadId } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/context.ts';
import { MemoryRuntime } from '../../test/memory-runtime.ts';
import { createCaller } from '../router.ts';

describe('thread.ignored', () => {
  const threadId = 'thr_a' as ThreadId;

  function setUp() {
    const runtime = new MemoryRuntime();
    runtime.append(threadId, {
      type: 'thread.created',
      projectId: 'prj_a',
      settings: { provider: 'opencode', model: 'practice/plain' },
    } as unknown as ThreadEvent);
    for (let id = 1; id <= 3; id += 1)
      runtime.thread(threadId).ignored.push({ id, threadId, epoch: 1, kind: 'idle', reason: 'unchanged', at: id });
    return createCaller(testContext(runtime));
  }

  it('given pages, then they go on where the last one ended', async () => {
    const caller = setUp();
    const first = await caller.thread.ignored({ threadId, limit: 2 });
    expect(first.signals.map(({ id }) => id)).toEqual([3, 2]);
    const second = await caller.thread.ignored({ threadId, limit: 2, before: first.before });
    expect(second.signals.map(({ id }) => id)).toEqual([1]);
    expect(second.before).toBeUndefined();
  });

  it('given a page beyond the bound or a misspelt field, then it is refused', async () => {
    const caller = setUp();
    await expect(caller.thread.ignored({ threadId, limit: 201 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(caller.thread.ignored({ threadId, befor: 1 } as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
