import type { ThreadSummary } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { alertsBetween, baseline, type Heard, isWanted } from './alert.ts';
import { readChoices, usualChoices } from './choices.ts';

const thread = (more: object, threadId = 'a') =>
  ({
    threadId,
    title: 'Mend it',
    createdAt: 1,
    session: { status: 'ready', epoch: 1 },
    settings: {},
    openRequests: 0,
    queued: 0,
    ...more,
  }) as unknown as ThreadSummary;
const turn = (more: object) => ({ turnId: 't1', state: 'running', origin: 'user', requestedAt: 1, startedAt: 1, ...more });
const working = thread({ session: { status: 'running', epoch: 1 }, latestTurn: turn({}) });
const asking = { ...working, openRequests: 1, asks: { title: 'Run a command', detail: 'rm -rf dist\nsecond line', openedAt: 5 } };
const ended = (more: object) => thread({ latestTurn: turn({ completedAt: 4_001, ...more }) });
const done = ended({ state: 'completed' });
const failed = ended({ state: 'error', failure: { code: 'PROVIDER_AUTH', message: 'the key was refused' } });
const stopped = ended({ state: 'interrupted', cause: 'user', stop: { by: 'user', requestedAt: 2 } });
const brokeOff = ended({ state: 'interrupted', cause: 'exit' });
const withTask = { ...done, tasks: { count: 1, title: 'npm run dev', since: 3 } };

const heard = (threads: readonly ThreadSummary[], more: Partial<Heard> = {}): Heard => ({ connection: 'live', anew: 1, threads, ...more });
const between = (before: ThreadSummary, after: ThreadSummary) => alertsBetween(heard([before]), heard([after]), 10_000);

describe('which alert a change calls for', () => {
  it.each([
    ['it asks', working, asking, 'needs-you', 'Waiting for you: Run a command: rm -rf dist'],
    ['it is done', working, done, 'done', 'Done after 0:04'],
    ['it failed', working, failed, 'failed', 'Failed: the key was refused'],
    ['it broke off by itself', working, brokeOff, 'failed', 'Interrupted: the agent ended'],
    ['the turn is over and its task runs on', working, withTask, 'done', 'Task running: npm run dev'],
    ['it asks the next thing', asking, { ...asking, asks: { ...asking.asks, openedAt: 6 } }, 'needs-you', expect.any(String)],
    ['the next turn is done', done, ended({ turnId: 't2', state: 'completed' }), 'done', expect.any(String)],
  ])('given %s, then the one of its kind, in the words of describe', (_, before, after, kind, text) => {
    expect(between(before, after)).toEqual([{ kind, threadId: 'a', key: expect.stringContaining('a '), title: 'Mend it', text }]);
  });

  it.each([
    ['the user stopped it', working, stopped],
    ['it went on', asking, working],
    ['it began', done, working],
    ['the task of a turn ended', withTask, done],
    ['a turn that is done was named anew', done, { ...done, title: 'Another' }],
    ['more was asked beside what is asked', asking, { ...asking, openRequests: 2 }],
  ])('given %s, then none', (_, before, after) => {
    expect(between(before, after)).toEqual([]);
  });

  it('given two tabs that heard of a change by different steps, then both have the same key', () => {
    expect(between(working, done)[0]?.key).toBe(between(asking, done)[0]?.key);
  });

  it('given a thread that came since, then it is news; given one that came out of the archive, then it is not', () => {
    const made = { ...thread({ latestTurn: turn({ state: 'completed', completedAt: 9 }) }, 'b'), createdAt: 2 };
    expect(alertsBetween(heard([done]), heard([made, done]), 10)).toHaveLength(1);
    expect(alertsBetween(heard([made]), heard([made, done]), 10)).toEqual([]);
  });
});

describe('what was heard as it happened', () => {
  const after = (steps: readonly Heard[]) => {
    let held: Heard | null = null;
    return steps.flatMap((step) => {
      const alerts = alertsBetween(held, step, 10_000);
      held = baseline(held, step);
      return alerts;
    });
  };
  it('given a page that loads, then what it finds is no news', () => {
    expect(after([heard([done])])).toEqual([]);
    expect(after([heard([working], { connection: 'catching-up' }), heard([done])])).toEqual([]);
  });
  it('given a server that was away, then what happened meanwhile is no news, and what comes after is', () => {
    const back = [heard([working]), heard([working], { connection: 'stale' }), heard([done], { connection: 'catching-up' }), heard([done])];
    expect(after(back)).toEqual([]);
    expect(after([...back, heard([asking])])).toHaveLength(1);
  });
  it('given a stream that moved to another thread without a gap, then what came with it is news', () => {
    const moved = [heard([working]), heard([done], { connection: 'catching-up' }), heard([done])];
    expect(after(moved)).toHaveLength(1);
  });
  it('given all was fetched anew, then what differs is no news', () => {
    expect(after([heard([working]), heard([done], { anew: 2 })])).toEqual([]);
  });
});

describe('what is spoken of', () => {
  const [alert] = between(working, done);
  if (!alert) throw new Error('no alert');
  it('given its thread is looked at, or its kind was switched off, then nothing', () => {
    expect(isWanted(alert, usualChoices, false)).toBe(true);
    expect(isWanted(alert, usualChoices, true)).toBe(false);
    expect(isWanted(alert, { ...usualChoices, done: false }, false)).toBe(false);
    expect(isWanted(alert, { ...usualChoices, failed: false }, false)).toBe(true);
  });
  it('given choices that were stored, then they count; what is no choice is as usual', () => {
    expect(readChoices('{"done":false,"sound":"loud","other":1}')).toEqual({ ...usualChoices, done: false });
    for (const text of [null, '', 'null', '[]', '{']) expect(readChoices(text)).toEqual(usualChoices);
  });
});
