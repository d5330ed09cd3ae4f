import type { ThreadSummary } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { markOf, titleOf } from './tab.ts';

const summary = (more: object) =>
  ({ session: { status: 'ready', epoch: 1 }, openRequests: 0, queued: 0, settings: {}, ...more }) as unknown as ThreadSummary;
const turn = { turnId: 't', state: 'running', origin: 'user', requestedAt: 1, startedAt: 1 };
const running = summary({ session: { status: 'running', epoch: 1, activeTurnId: 't' }, latestTurn: turn });
const asking = summary({
  session: { status: 'running', epoch: 1, activeTurnId: 't' },
  latestTurn: turn,
  openRequests: 1,
  asks: { title: 'May I?', detail: '', openedAt: 1 },
});

describe('what a tab says', () => {
  it('given threads at rest, then nothing; given one that works, then that; given two that ask, then how many', () => {
    expect(markOf([summary({})], 5)).toEqual({ needsYou: 0, working: false });
    expect(markOf([summary({}), running], 5)).toEqual({ needsYou: 0, working: true });
    expect(markOf([asking, running, asking], 5)).toEqual({ needsYou: 2, working: true });
  });

  it('given threads that need the user, then their number stands before the name', () => {
    expect(titleOf('A · Plumbline', { needsYou: 2, working: false })).toBe('(2) A · Plumbline');
    expect(titleOf('A · Plumbline', { needsYou: 0, working: true })).toBe('A · Plumbline');
  });
});
