import type { ItemId, RequestId, ThreadId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { Story } from '../../test/story.ts';
import { tempStore } from '../../test/temp-store.ts';

describe('a whole thread in pieces', () => {
  test('given 20,000 items, then each comes once, in order, no piece is large, and nothing is read ahead', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const counts = [0, 1, 18_500, ...Array.from({ length: 150 }, () => 10)];
    for (const [n, count] of counts.entries()) {
      const turnId = await story.run(n + 1);
      for (let left = count; left > 0; left -= 2_000) await story.items(turnId, Math.min(left, 2_000), () => 'x'.repeat(200));
      await story.settle(turnId);
    }
    const turns: number[] = [];
    const orders: number[] = [];
    for await (const piece of store.pieces(story.threadId)) {
      if (piece.kind === 'turn') turns.push(piece.turn.number);
      else if (piece.kind === 'items') {
        expect(piece.items.length).toBeLessThanOrEqual(200);
        orders.push(...piece.items.map(({ order }) => order));
      }
    }
    expect(turns).toEqual(counts.map((_, n) => n + 1));
    expect(orders).toEqual(Array.from({ length: 20_001 }, (_, n) => n + 1));

    const reader = store.pieces(story.threadId)[Symbol.asyncIterator]();
    const { value: first } = await reader.next();
    const added = await story.run(counts.length + 1);
    let last = first;
    for (let next = await reader.next(); !next.done; next = await reader.next()) last = next.value;
    expect(last).toMatchObject({ kind: 'turn', turn: { turnId: added, state: 'running' } });
  });

  test('given huge items, text that streams and requests, then they come alone, as shown, and after the items', async () => {
    const { store } = await tempStore();
    const story = new Story(store, 'a');
    const turnId = await story.run();
    await story.items(turnId, 3, (n) => 'x'.repeat(n === 1 ? 2_000_000 : 10));
    const itemId = 's' as ItemId;
    await story.add({ type: 'item.started', itemId, turnId, order: story.live.nextOrder, content: { kind: 'assistant', text: '' } });
    await store.appendText([{ threadId: story.threadId, itemId, offset: 0, text: 'so far' }]);
    const asked = { turnId, epoch: 0, kind: 'permission', title: 'Run', detail: 'ls', choices: ['allow'] } as const;
    await story.add({ type: 'request.opened', request: { requestId: 'r' as RequestId, ...asked } });
    const shape: string[] = [];
    for await (const piece of store.pieces(story.threadId)) {
      if (piece.kind === 'turn') shape.push('turn');
      else if (piece.kind === 'requests') shape.push(...piece.requests.map(({ detail }) => detail));
      else shape.push(piece.items.map((item) => (item.kind === 'assistant' ? item.text.length : 0)).join(','));
    }
    expect(shape).toEqual(['turn', '10', '2000000', '10,6', 'ls']);
    const none = store.pieces('nobody' as ThreadId)[Symbol.asyncIterator]();
    expect((await none.next()).done).toBe(true);
  });
});
