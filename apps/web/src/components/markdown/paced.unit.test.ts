import { describe, expect, it } from 'vitest';
import { PacedParser } from './paced.ts';

/** A parser on a clock of which each look takes `step` ms: a parse, between two looks, takes so long. */
function paced(step: number) {
  const clock = { at: 0 };
  const now = () => {
    clock.at += step;
    return clock.at;
  };
  const parser = new PacedParser(now);
  const shown = (text: string) => {
    const { parsed, againIn } = parser.parse(text);
    return { end: parsed.blocks.at(-1)?.node.position?.end.offset ?? 0, againIn };
  };
  return { clock, shown };
}

describe('the pace of a growing text', () => {
  it('given a costly block, when it grows, then it is held back until parsing was a twentieth of the time, and shown whole then', () => {
    const { clock, shown } = paced(5);
    expect(shown('one')).toEqual({ end: 3, againIn: null }); // took from 5 to 10
    expect(shown('one two')).toEqual({ end: 3, againIn: 90 });
    clock.at = 100;
    expect(shown('one two three')).toEqual({ end: 13, againIn: null });
  });

  it('given a parse that took long, then what is shown is still no older than 150 ms', () => {
    const { shown } = paced(50);
    shown('one'); // took from 50 to 100
    expect(shown('one two')).toEqual({ end: 3, againIn: 100 });
  });

  it('given a text that is the same, then it is not parsed again, and nothing is held back', () => {
    const { shown } = paced(10);
    shown('one');
    expect(shown('one')).toEqual({ end: 3, againIn: null });
  });

  it('given another text, then it is shown at once', () => {
    const { shown } = paced(10);
    shown('one');
    expect(shown('other')).toEqual({ end: 5, againIn: null });
  });

  it('given a block that costs nothing, then each piece is shown as it comes', () => {
    const { shown } = paced(0);
    for (const text of ['a', 'a b', 'a b c']) expect(shown(text)).toEqual({ end: text.length, againIn: null });
  });
});
