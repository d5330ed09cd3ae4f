import type { Attachment, Item, ItemId, Request } from '@plumbline/lifecycle';
import type { TurnRows } from './port.ts';

export type Entry = ItemEntry | RequestEntry | WorkEntry;

export interface ItemEntry {
  readonly kind: 'item';
  readonly item: Item;
  /** What its sub-agent did, in order. */
  readonly within: readonly Entry[];
}

export interface RequestEntry {
  readonly kind: 'request';
  readonly request: Request;
}

/** Steps of a long stretch of work that lie behind those at its end: shown as one line that unfolds. */
export interface WorkEntry {
  readonly kind: 'work';
  readonly steps: readonly ItemEntry[];
}

/**
 * What happened in a turn, in order: items by their own, a request after what had begun before it was asked, and what a
 * sub-agent did within its call.
 */
export function entriesOf({ items, requests }: TurnRows): readonly Entry[] {
  const entries: Entry[] = [];
  const within = new Map<ItemId, Entry[]>();
  let asked = 0;
  for (const item of items) {
    for (let next = requests[asked]; next && next.openedAt < item.createdAt; next = requests[asked]) {
      entries.push({ kind: 'request', request: next });
      asked += 1;
    }
    const own: Entry[] = [];
    within.set(item.itemId, own);
    const parent = item.parentId === undefined ? undefined : within.get(item.parentId);
    (parent ?? entries).push({ kind: 'item', item, within: own });
  }
  for (const request of requests.slice(asked)) entries.push({ kind: 'request', request });
  return entries;
}

/** A stretch of work of more steps than this is folded; so many of its newest steps stay in sight. */
const longWork = 6;
const inSight = 2;

/**
 * Folds long stretches of steps, which `isStep` tells. While such a stretch grows, each new step sends an older one behind
 * the fold, and when it is over nothing changes: so nothing jumps.
 */
export function foldWork(entries: readonly Entry[], isStep: (item: Item) => boolean): readonly Entry[] {
  const folded: Entry[] = [];
  let run: ItemEntry[] = [];
  const flush = () => {
    const over = run.slice(0, -inSight);
    const open = over.findIndex(({ item }) => item.status === 'streaming');
    const behind = run.length > longWork ? run.slice(0, open < 0 ? over.length : open) : [];
    if (behind.length > 1) folded.push({ kind: 'work', steps: behind }, ...run.slice(behind.length));
    else folded.push(...run);
    run = [];
  };
  for (const entry of entries) {
    if (entry.kind === 'item' && isStep(entry.item)) run.push(entry);
    else {
      flush();
      folded.push(entry);
    }
  }
  flush();
  return folded;
}

/** The item of the message that asked for a turn; those after it were steered into it. */
export function askedBy({ items }: TurnRows): ItemId | undefined {
  for (const item of items) {
    if (item.kind === 'user') return item.itemId;
  }
  return undefined;
}

/** What the user said, to be sent again. */
export interface Prompt {
  readonly text: string;
  readonly attachments?: readonly Attachment[] | undefined;
}

/** The user's message of a turn, for `Send again`. */
export function promptOf({ items }: TurnRows): Prompt | undefined {
  for (const item of items) {
    if (item.kind === 'user') return item;
  }
  return undefined;
}
