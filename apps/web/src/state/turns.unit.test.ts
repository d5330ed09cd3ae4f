import type { Item, Request } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import type { TurnRows } from './port.ts';
import { entriesOf } from './turns.ts';

const item = (itemId: string, createdAt: number) => ({ itemId, createdAt }) as unknown as Item;
const request = (requestId: string, openedAt: number) => ({ requestId, openedAt }) as unknown as Request;

describe('entriesOf', () => {
  it('given requests between items, when they are put in order, then each stands after what had begun before it', () => {
    const view = { items: [item('a', 1), item('b', 5), item('c', 9)], requests: [request('r1', 5), request('r2', 6), request('r3', 20)] };
    const order = entriesOf(view as unknown as TurnRows).map((entry) =>
      entry.kind === 'item' ? entry.item.itemId : entry.request.requestId,
    );
    expect(order).toEqual(['a', 'b', 'r1', 'r2', 'c', 'r3']);
  });
});
