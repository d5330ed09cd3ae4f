import type { Description } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import { asKnown } from './asKnown.ts';

const working: Description = { word: 'working', tone: 'working', label: 'Working', since: 1_000, actions: ['interrupt'] };
const done: Description = { word: 'done', tone: 'done', label: 'Done', took: 500, actions: ['send'] };

describe('what a page may claim', () => {
  it('given a live page, then the state is told as it is', () => {
    expect(asKnown(working, false)).toBe(working);
  });

  it('given a stale page, then what was living is the last that was known, and no age counts', () => {
    expect(asKnown(working, true)).toEqual({ word: 'working', tone: 'working', label: 'Last known: working', actions: ['interrupt'] });
  });

  it('given a stale page, then what has ended has ended', () => {
    expect(asKnown(done, true)).toBe(done);
  });
});
