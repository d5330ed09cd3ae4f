import type { ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { overviewOf } from './overview.ts';
import { fromText, isUnread, look, merge, type Seen, toText } from './seen.ts';

const thread = (threadId: string, more: object = {}) =>
  ({
    threadId,
    session: { status: 'ready', epoch: 1 },
    openRequests: 0,
    queued: 0,
    settings: {},
    lastActivityAt: 1,
    ...more,
  }) as unknown as ThreadSummary;
const settled = (threadId: string, completedAt: number, state = 'completed') =>
  thread(threadId, { latestTurn: { turnId: 't', state, origin: 'user', requestedAt: 1, completedAt } });
const running = { turnId: 't', state: 'running', origin: 'user', requestedAt: 1 };
const working = (threadId: string, startedAt: number) =>
  thread(threadId, { session: { status: 'running', epoch: 1 }, latestTurn: { ...running, startedAt } });
const asking = (threadId: string, openedAt: number) => ({
  ...working(threadId, 1),
  openRequests: 1,
  asks: { title: 'May I?', detail: '', openedAt },
});

const at100: Seen = { since: 100, threads: new Map() };

describe('what was looked at', () => {
  it('given a thread, then it is unread from the end of its turn until it is looked at, and again after the next end', () => {
    expect(isUnread(at100, settled('a', 90))).toBe(false);
    expect(isUnread(at100, working('a', 110))).toBe(false);
    expect(isUnread(at100, settled('a', 110, 'error'))).toBe(true);
    expect(isUnread(at100, { ...settled('a', 110), archivedAt: 120 })).toBe(false);
    const seen = look(at100, [settled('a', 110)]);
    expect(isUnread(seen, settled('a', 110))).toBe(false);
    expect(isUnread(seen, settled('b', 110))).toBe(true);
    expect(isUnread(seen, settled('a', 120))).toBe(true);
    expect(look(seen, [settled('a', 110)])).toBe(seen);
  });

  it('given two tabs, when their marks meet, then what either has looked at is read', () => {
    const one = look(at100, [settled('a', 110), settled('b', 150)]);
    const other = look(at100, [settled('a', 130)]);
    const both = merge(one, other);
    expect([...both.threads]).toEqual([...merge(other, one).threads]);
    expect(isUnread(both, settled('a', 130))).toBe(false);
    expect(isUnread(both, settled('b', 150))).toBe(false);
    expect(isUnread(both, settled('b', 151))).toBe(true);
  });

  it('given more threads than are kept, then the oldest marks go, and none becomes unread again', () => {
    const all = Array.from({ length: 1_000 }, (_, number) => settled(`t${number}`, 200 + number));
    const seen = all.reduce((held, each) => look(held, [each]), at100);
    expect(seen.threads.size).toBe(300);
    expect(all.some((each) => isUnread(seen, each))).toBe(false);
    expect(isUnread(seen, settled('t999', 1_300))).toBe(true);
    expect(toText(seen).length).toBeLessThan(10_000);
  });

  it('given what was stored, then it is read back; given something else, then nothing is', () => {
    const seen = look(at100, [settled('a', 110)]);
    expect(fromText(toText(seen))).toEqual(seen);
    for (const text of [null, '', '{}', '[]', '{"since":"x"}', '{"since":1,"threads":null}']) expect(fromText(text)).toBeNull();
    expect(fromText('{"since":1,"threads":{"a":"x","b":5}}')?.threads).toEqual(new Map([['b' as ThreadId, 5]]));
  });
});

it('given threads of every kind, then the overview has each once: who waits longest first, the newest end first', () => {
  const threads = [
    settled('read', 90),
    asking('asks-late', 50),
    working('works-late', 40),
    settled('new-early', 110),
    thread('never-used', { lastActivityAt: 5 }),
    asking('asks-early', 20),
    settled('new-failed', 120, 'error'),
    working('works-early', 10),
  ];
  const names = (list: readonly ThreadSummary[]) => list.map(({ threadId }) => String(threadId));
  const { needsYou, working: atWork, unread, rest } = overviewOf(threads, at100, 1_000);
  expect(names(needsYou)).toEqual(['asks-early', 'asks-late']);
  expect(names(atWork)).toEqual(['works-early', 'works-late']);
  expect(names(unread)).toEqual(['new-failed', 'new-early']);
  expect(names(rest)).toEqual(['never-used', 'read']);
});
