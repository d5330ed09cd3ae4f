import type { Entry } from '../../state/turns.ts';

/** Orders of items that share a chunk. */
const span = 16;

export interface Chunk {
  readonly key: number;
  readonly entries: readonly Entry[];
}

/**
 * What is put away out of sight together. By the order of items, which never changes: where an entry belongs stays the same
 * while a turn grows and its steps are folded, so that nothing is drawn anew. A request goes with what stands before it.
 */
export function chunksOf(entries: readonly Entry[]): readonly Chunk[] {
  const chunks: { key: number; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const order = orderOf(entry);
    const last = chunks.at(-1);
    const key = order === undefined ? (last?.key ?? 0) : Math.floor(order / span);
    if (last && last.key >= key) last.entries.push(entry);
    else chunks.push({ key, entries: [entry] });
  }
  return chunks;
}

function orderOf(entry: Entry): number | undefined {
  switch (entry.kind) {
    case 'item':
      return entry.item.order;
    case 'work':
      return entry.steps[0]?.item.order;
    case 'request':
      return undefined;
  }
}
