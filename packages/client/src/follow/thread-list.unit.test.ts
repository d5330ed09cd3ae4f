import type { ProjectId, ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { expect, test } from 'vitest';
import { ThreadList } from './thread-list.ts';

const summary = (id: string, createdAt: number, version: number, more: Partial<ThreadSummary> = {}): ThreadSummary => ({
  threadId: id as ThreadId,
  projectId: 'p' as ProjectId,
  title: `${id} at ${version}`,
  settings: { provider: 'opencode', model: 'm' },
  session: { status: 'stopped', epoch: 0 },
  openRequests: 0,
  queued: 0,
  createdAt,
  lastActivityAt: createdAt,
  version,
  ...more,
});
const titles = (list: ThreadList) => list.sorted.map((each) => each.title);

test('given threads that change, then activity does not reorder them', () => {
  const list = new ThreadList();
  list.replace([summary('a', 1, 1), summary('c', 3, 1), summary('b', 2, 1)], []);
  list.hear(summary('a', 1, 9, { lastActivityAt: 99 }));
  expect(titles(list)).toEqual(['c at 1', 'b at 1', 'a at 9']);
});

test('given an older summary, then nothing moves back', () => {
  const list = new ThreadList();
  list.hear(summary('a', 1, 5));
  const before = list.sorted;
  list.hear(summary('a', 1, 4));
  expect(list.sorted).toBe(before);
});

test('given a list fetched while threads changed, then what was heard meanwhile wins', () => {
  const list = new ThreadList();
  list.remove('gone' as ThreadId);
  list.replace([summary('a', 1, 3), summary('gone', 2, 1), summary('b', 3, 1)], [summary('a', 1, 4), summary('new', 5, 1)]);
  expect(titles(list)).toEqual(['new at 1', 'b at 1', 'a at 4']);
});

test('given a thread that is archived and taken back, then it leaves and returns to its place', () => {
  const list = new ThreadList();
  list.replace([summary('a', 1, 1), summary('b', 2, 1), summary('c', 3, 1)], []);
  list.hear(summary('b', 2, 2, { archivedAt: 9 }));
  expect(titles(list)).toEqual(['c at 1', 'a at 1']);
  list.hear(summary('b', 2, 3));
  expect(titles(list)).toEqual(['c at 1', 'b at 3', 'a at 1']);
});
