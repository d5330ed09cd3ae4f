import type { ItemId, ThreadId } from '@plumbline/lifecycle';
import type { StreamedText } from '@plumbline/store';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/manual-clock.ts';
import { StreamingTexts } from './texts.ts';

const thread = 'thr_a' as ThreadId;
const other = 'thr_b' as ThreadId;
const item = 'item_a' as ItemId;

function setUp(write: (texts: readonly StreamedText[]) => Promise<void> = async () => undefined) {
  const clock = new ManualClock();
  const written: StreamedText[][] = [];
  const shown: ThreadId[][] = [];
  const failures: unknown[] = [];
  const texts = new StreamingTexts({
    clock,
    every: 100,
    write: async (pieces) => {
      await write(pieces);
      written.push([...pieces]);
    },
    shown: (threads) => shown.push([...threads]),
    failed: (error) => failures.push(error),
  });
  return { clock, texts, written, shown, failures };
}

describe('streaming texts', () => {
  it('given many deltas of two threads, when 100 ms pass, then they are stored in one batch, and shown only then', async () => {
    const { clock, texts, written, shown } = setUp();
    texts.open(thread, item, 1);
    texts.open(other, 'item_b' as ItemId, 2);
    texts.receive(item, 0, 'He');
    texts.receive('item_b' as ItemId, 0, 'x');
    texts.receive(item, 2, 'llo');
    expect(texts.shownOf(thread)).toEqual([{ itemId: item, startedAt: 1, text: '' }]);
    clock.forward(100);
    await settle();
    expect(written).toEqual([
      [
        { threadId: thread, itemId: item, offset: 0, text: 'Hello' },
        { threadId: other, itemId: 'item_b', offset: 0, text: 'x' },
      ],
    ]);
    expect(shown).toEqual([[thread, other]]);
    expect(texts.shownOf(thread)[0]?.text).toBe('Hello');
  });

  it('given the first words of an answer, then they are stored at once, and what follows every 100 ms', async () => {
    const { clock, texts, written } = setUp();
    texts.open(thread, item, 1);
    const perDelta: number[] = [];
    for (let delta = 0; delta < 29; delta += 1) {
      texts.receive(item, delta, 'x');
      clock.forward(10);
      await settle();
      perDelta.push(written.length);
    }
    expect(perDelta.slice(0, 9)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(perDelta.at(-1)).toBe(3);
  });

  it('given a delta that overlaps or leaves a hole, when received, then the overlap is cut and the hole is told', () => {
    const { texts } = setUp();
    texts.open(thread, item, 1);
    expect(texts.receive(item, 0, 'abc')).toBe('taken');
    expect(texts.receive(item, 1, 'bcd')).toBe('taken');
    expect(texts.receive(item, 0, 'ab')).toBe('nothing-new');
    expect(texts.receive(item, 9, 'z')).toBe('hole');
    expect(texts.receive('item_x' as ItemId, 0, 'z')).toBe('not-streaming');
    expect(texts.of(thread)).toEqual({ [item]: 'abcd' });
  });

  it('given a database that refuses, when it writes again, then nothing is lost and nothing was shown before (rule 34)', async () => {
    let refuse = true;
    const { clock, texts, written, failures } = setUp(async () => {
      if (refuse) throw new Error('full');
    });
    texts.open(thread, item, 1);
    texts.receive(item, 0, 'abc');
    clock.forward(100);
    await settle();
    expect(failures).toHaveLength(1);
    expect(texts.shownOf(thread)[0]?.text).toBe('');
    refuse = false;
    texts.receive(item, 3, 'd');
    clock.forward(100);
    await settle();
    expect(written.flat().map((piece) => piece.text)).toEqual(['abcd']);
    expect(texts.shownOf(thread)[0]?.text).toBe('abcd');
  });

  it('given an item whose closing event is on its way, when the flush comes, then its text is not written after it', async () => {
    const { clock, texts, written } = setUp();
    texts.open(thread, item, 1);
    texts.receive(item, 0, 'abc');
    texts.freeze([item]);
    clock.forward(100);
    await settle();
    expect(written).toEqual([]);
    texts.close(item);
    expect(texts.shownOf(thread)).toEqual([]);
  });
});
