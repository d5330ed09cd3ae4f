import type { Item, Request } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import type { TurnRows } from './port.ts';
import { type Entry, entriesOf, foldWork } from './turns.ts';

const item = (itemId: string, createdAt: number, parentId?: string) =>
  ({ itemId, createdAt, status: 'done', ...(parentId === undefined ? {} : { parentId }) }) as unknown as Item;
const request = (requestId: string, openedAt: number) => ({ requestId, openedAt }) as unknown as Request;
const rows = (items: readonly Item[], requests: readonly Request[] = []) => ({ items, requests }) as unknown as TurnRows;

/** Ids in order; what stands within an item or behind a fold is in brackets after it. */
function read(entries: readonly Entry[]): string {
  return entries.map(readOne).join(' ');
}

function readOne(entry: Entry): string {
  if (entry.kind === 'request') return entry.request.requestId;
  if (entry.kind === 'work') return `(${read(entry.steps)})`;
  return entry.within.length > 0 ? `${entry.item.itemId}[${read(entry.within)}]` : entry.item.itemId;
}

describe('entriesOf', () => {
  it('given requests between items, when they are put in order, then each stands after what had begun before it', () => {
    const view = rows([item('a', 1), item('b', 5), item('c', 9)], [request('r1', 5), request('r2', 6), request('r3', 20)]);
    expect(read(entriesOf(view))).toBe('a b r1 r2 c r3');
  });

  it('given a sub-agent with one of its own, when they work beside others, then what each did stands within its call', () => {
    const view = rows([item('call', 1), item('x', 2, 'call'), item('other', 3), item('inner', 4, 'call'), item('y', 5, 'inner')]);
    expect(read(entriesOf(view))).toBe('call[x inner[y]] other');
  });

  it('given a call on an older page, when its sub-agent did something, then that is shown all the same', () => {
    expect(read(entriesOf(rows([item('x', 2, 'call')])))).toBe('x');
  });
});

describe('foldWork', () => {
  const isStep = ({ itemId }: Item) => itemId.startsWith('s');
  const fold = (...items: readonly Item[]) => read(foldWork(entriesOf(rows(items)), isStep));
  const steps = (count: number) => Array.from({ length: count }, (_, at) => item(`s${at}`, at));

  it('given six steps, then none is folded; given seven, then all but the newest two are', () => {
    expect(fold(...steps(6))).toBe('s0 s1 s2 s3 s4 s5');
    expect(fold(...steps(7))).toBe('(s0 s1 s2 s3 s4) s5 s6');
  });

  it('given two stretches with text between them, then each is folded for itself', () => {
    expect(fold(...steps(7), item('text', 8), item('s9', 9))).toBe('(s0 s1 s2 s3 s4) s5 s6 text s9');
  });

  it('given a step that still runs, then it and what follows it stay in sight', () => {
    const [first, second, third, ...rest] = steps(8);
    const running = { ...third, status: 'streaming' } as Item;
    expect(fold(first as Item, second as Item, running, ...rest)).toBe('(s0 s1) s2 s3 s4 s5 s6 s7');
  });
});
