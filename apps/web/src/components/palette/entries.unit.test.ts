import { describe, expect, it } from 'vitest';
import { entriesThatFit, matches, messageEntries } from './entries.ts';

describe('matches', () => {
  it.each([
    ['Mend the total', 'total mend', true],
    ['Mend the total', 'TOT', true],
    ['Mend the total', 'total sum', false],
    ['Anything', '', true],
  ])('given %j, when %j is typed, then it is %j', (text, query, expected) => {
    expect(matches(text, query)).toBe(expected);
  });
});

describe('entries', () => {
  const entry = (label: string) => ({ value: label, icon: 'action' as const, label, run: () => undefined });

  it('given more than fit, then the first of those that match are shown', () => {
    const all = Array.from({ length: 20 }, (_, at) => entry(`Action ${at}`));
    expect(entriesThatFit('Actions', all, 'action').items).toHaveLength(8);
    expect(entriesThatFit('Actions', all, '13').items.map(({ label }) => label)).toEqual(['Action 13']);
  });

  it('given a message that was found, when it is chosen, then its thread is opened at its turn', () => {
    const opened: unknown[] = [];
    const hit = { threadId: 't', title: 'Title', turn: 4, itemId: 'i', at: 0, snippet: [{ text: 'x', hit: true }] } as never;
    messageEntries([hit], 60_000, (...place) => opened.push(place)).items[0]?.run();
    expect(opened).toEqual([['t', 4]]);
  });

  it('given words out of a Markdown text, then they are shown without its marks', () => {
    const snippet = ['The **total', '` of ', '2 * 3: ```ts test(a_b)'].map((text) => ({ text, hit: false }));
    const found = { threadId: 't', title: 'Title', turn: 4, itemId: 'i', at: 0, snippet } as never;
    const shown = messageEntries([found], 0, () => undefined).items[0]?.found;
    expect(shown?.map(({ text }) => text)).toEqual(['The total', ' of ', '2 * 3: test(a_b)']);
  });
});
