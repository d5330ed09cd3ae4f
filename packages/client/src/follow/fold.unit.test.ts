import { MemoryRuntime } from '@plumbline/api/testing';
import { canonical, type EventRecord, type Item, type ItemId, type LiveMessage, type ThreadId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { closed, created, running, settled, started } from '../../test/given.ts';
import { findItem } from '../timeline/timeline.ts';
import { type Folded, foldEvent, foldText, type Held, takeSnapshot } from './fold.ts';

const i = (id: string) => id as ItemId;
const piece = (itemId: string, offset: number, text: string) =>
  ({ kind: 'text', threadId: 't' as ThreadId, itemId: i(itemId), offset, text }) satisfies LiveMessage;

/** A server with one thread, and a client that follows it by hand. */
async function house() {
  const server = new MemoryRuntime();
  server.append('t', created(), ...running(1));
  const snapshot = () => server.threads.get('t' as ThreadId);
  let held = takeSnapshot(null, await snapshot());
  const events: EventRecord[] = [];
  return {
    server,
    snapshot,
    get held() {
      return held;
    },
    hold(folded: Folded): Held {
      if (folded === 'hole') throw new Error('a hole');
      held = folded;
      return held;
    },
    /** The server writes; the records come back as the stream would bring them. */
    async write(...add: Parameters<MemoryRuntime['append']>[1][]): Promise<readonly EventRecord[]> {
      const cursor = (await snapshot()).cursor;
      server.append('t', ...add);
      const stop = new AbortController();
      for await (const { messages } of server.live({ threadId: 't' as ThreadId, cursor }, stop.signal)) {
        stop.abort();
        const records = messages.filter((message) => message.kind === 'event');
        events.push(...records);
        return records;
      }
      return [];
    },
    textOf(itemId: string): string | undefined {
      const item: Item | undefined = findItem(held.timeline, i(itemId));
      return item && item.kind !== 'tool' ? item.text : undefined;
    },
  };
}

describe('events', () => {
  test('given a snapshot, when events follow, then state and rows are those of the server', async () => {
    const world = await house();
    for (const record of await world.write(started(1, 'a', 2), closed(1, 'a', 2, 'Hello.'), settled(1)))
      world.hold(foldEvent(world.held, record));
    const server = await world.snapshot();
    expect(canonical(world.held.state)).toBe(canonical(server.state));
    expect([...world.held.timeline.turns].map((view) => view.turn)).toEqual(server.turns);
    expect([...world.held.timeline.turns].flatMap((view) => [...view.items])).toEqual(server.items);
  });
  test('given an event a second time, then nothing changes, not even identities', async () => {
    const world = await house();
    const [record] = await world.write(started(1, 'a', 2));
    if (!record) throw new Error('no record');
    const once = world.hold(foldEvent(world.held, record));
    expect(foldEvent(once, record)).toBe(once);
  });
  test('given a version is missing, then it is a hole', async () => {
    const world = await house();
    const [, second] = await world.write(started(1, 'a', 2), closed(1, 'a', 2, 'x'));
    if (!second) throw new Error('no record');
    expect(foldEvent(world.held, second)).toBe('hole');
  });
  test('given an unreadable event, then it keeps its version and the thread is marked damaged', async () => {
    const world = await house();
    const before = world.held;
    const [record] = await world.write(null);
    if (!record) throw new Error('no record');
    const after = world.hold(foldEvent(before, record));
    expect(after.damaged).toBe(true);
    expect({ ...after.state, version: 0 }).toEqual({ ...before.state, version: 0 });
    expect(after.state.version).toBe(before.state.version + 1);
  });
  test('given a settled turn, when the next one works, then its view stays the same object', async () => {
    const world = await house();
    for (const record of await world.write(started(1, 'a', 2), closed(1, 'a', 2, 'x'), settled(1), ...running(2)))
      world.hold(foldEvent(world.held, record));
    const first = world.held.timeline.turns.first();
    for (const record of await world.write(started(2, 'b', 4))) world.hold(foldEvent(world.held, record));
    world.hold(foldText(world.held, piece('b', 0, 'more')));
    expect(world.held.timeline.turns.first()).toBe(first);
    expect(world.held.timeline.turns.last()?.items.last()).toMatchObject({ itemId: 'b', text: 'more' });
  });
});

describe('text', () => {
  test('given a closing event, then it replaces what was streamed, and later pieces change nothing', async () => {
    const world = await house();
    for (const record of await world.write(started(1, 'a', 2))) world.hold(foldEvent(world.held, record));
    world.hold(foldText(world.held, piece('a', 0, 'Hel')));
    expect(world.textOf('a')).toBe('Hel');
    for (const record of await world.write(closed(1, 'a', 2, 'Hello.'))) world.hold(foldEvent(world.held, record));
    expect(world.textOf('a')).toBe('Hello.');
    expect(foldText(world.held, piece('a', 3, 'lo'))).toBe(world.held);
  });
  test('given text before the event that starts its item (after a reconnect), then the item begins with it', async () => {
    const world = await house();
    world.hold(foldText(world.held, piece('a', 0, 'Hel')));
    world.hold(foldText(world.held, piece('a', 3, 'lo')));
    expect(world.textOf('a')).toBeUndefined();
    for (const record of await world.write(started(1, 'a', 2))) world.hold(foldEvent(world.held, record));
    expect(world.textOf('a')).toBe('Hello');
    world.hold(foldText(world.held, piece('a', 5, '.')));
    expect(world.textOf('a')).toBe('Hello.');
    expect(world.held.early.size).toBe(0);
  });
  test('given a gap mark on a streaming item, then its text stays', async () => {
    const world = await house();
    for (const record of await world.write(started(1, 'a', 2))) world.hold(foldEvent(world.held, record));
    world.hold(foldText(world.held, piece('a', 0, 'Hel')));
    const marked = { type: 'item.updated', itemId: i('a'), turnId: 'turn-1' as never, gap: true } as const;
    for (const record of await world.write(marked)) world.hold(foldEvent(world.held, record));
    expect(findItem(world.held.timeline, i('a'))).toMatchObject({ text: 'Hel', gap: true, status: 'streaming' });
  });
  test('given a piece beyond what is held, then it is a hole', async () => {
    const world = await house();
    for (const record of await world.write(started(1, 'a', 2))) world.hold(foldEvent(world.held, record));
    expect(foldText(world.held, piece('a', 7, 'x'))).toBe('hole');
    expect(foldText(world.held, piece('nobody', 7, 'x'))).toBe('hole');
  });
});

describe('snapshots', () => {
  test('never move a thread back, but of another log', async () => {
    const world = await house();
    const old = await world.snapshot();
    for (const record of await world.write(started(1, 'a', 2))) world.hold(foldEvent(world.held, record));
    expect(takeSnapshot(world.held, old)).toBe(world.held);
    const other = takeSnapshot(world.held, { ...old, cursor: 'another-epoch.3' });
    expect(other.state.version).toBe(old.version);
    expect(other.logEpoch).toBe('another-epoch');
  });
  test('keep older pages that touch them, and drop those that do not', async () => {
    const server = new MemoryRuntime();
    server.pageTurns = 3;
    server.append('t', created());
    const turn = (n: number) => server.append('t', ...running(n), closed(n, `a${n}`, n * 2, `answer ${n}`), settled(n));
    for (let n = 1; n <= 6; n += 1) turn(n);
    const get = () => server.threads.get('t' as ThreadId);
    const numbers = (held: Held) => [...held.timeline.turns].map((view) => view.turn.number);
    const first = takeSnapshot(null, await get());
    expect(numbers(first)).toEqual([4, 5, 6]);
    turn(7);
    const second = takeSnapshot(first, await get());
    expect(numbers(second)).toEqual([4, 5, 6, 7]);
    expect(second.timeline.olderCursor).toBe(first.timeline.olderCursor);
    for (let n = 8; n <= 14; n += 1) turn(n);
    const third = takeSnapshot(second, await get());
    expect(numbers(third)).toEqual([12, 13, 14]);
  });
});
