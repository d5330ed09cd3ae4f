import type { Item, Request } from '@plumbline/lifecycle';
import type { TurnRows } from './port.ts';

export type Entry = { readonly kind: 'item'; readonly item: Item } | { readonly kind: 'request'; readonly request: Request };

/** What happened in a turn, in order: items by their own, and a request after what had begun before it was asked. */
export function entriesOf({ items, requests }: TurnRows): readonly Entry[] {
  const entries: Entry[] = [];
  let asked = 0;
  for (const item of items) {
    for (let next = requests[asked]; next && next.openedAt < item.createdAt; next = requests[asked]) {
      entries.push({ kind: 'request', request: next });
      asked += 1;
    }
    entries.push({ kind: 'item', item });
  }
  for (const request of requests.slice(asked)) entries.push({ kind: 'request', request });
  return entries;
}

/** The text of the user's message of a turn, for `Send again`. */
export function promptOf({ items }: TurnRows): string | undefined {
  for (const item of items) {
    if (item.kind === 'user') return item.text;
  }
  return undefined;
}
