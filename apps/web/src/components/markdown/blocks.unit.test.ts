import { describe, expect, it } from 'vitest';
import { BlockParser } from './blocks.ts';

const text = [
  '# Title',
  '',
  'A paragraph with `code` and **strong** words.',
  '',
  '- one',
  '- two',
  '',
  '  still two',
  '',
  '```ts',
  'const a = 1;',
  '',
  '# no heading',
  '```',
  '',
  '| a | b |',
  '| - | - |',
  '| 1 | 2 |',
  '',
  '    indented code',
  '',
  'Setext',
  '------',
  '',
  'The [end][1].',
  '',
  '[1]: https://example.org',
].join('\n');

/** Without positions, which count from the part that was parsed. */
function plain(parser: BlockParser, upTo: string): unknown {
  return JSON.parse(
    JSON.stringify(
      parser.parse(upTo).blocks.map((block) => block.node),
      (key, value) => (key === 'position' ? undefined : value),
    ),
  );
}

describe('BlockParser', () => {
  it('given a text in pieces of any size, when it has come, then it reads as the text in one piece', () => {
    const whole = plain(new BlockParser(), text);
    for (const size of [1, 2, 3, 7, 20, 64]) {
      const parser = new BlockParser();
      for (let end = size; end < text.length; end += size) parser.parse(text.slice(0, end));
      expect(plain(parser, text)).toEqual(whole);
    }
  });

  it('given blocks that stand, when text arrives, then they keep their objects and only the last is new', () => {
    const parser = new BlockParser();
    const before = parser.parse('First.\n\nSecond.\n\nThi').blocks;
    const after = parser.parse('First.\n\nSecond.\n\nThird.').blocks;
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
    expect(after[2]?.start).toBe(before[2]?.start);
  });

  it('given a text of 2,000 blocks, when one character arrives, then only the open block is parsed again', () => {
    const parser = new BlockParser();
    const long = 'A paragraph.\n\n'.repeat(2_000);
    parser.parse(`${long}L`);
    const last = parser.parse(`${long}La`).blocks.at(-1);
    expect(last?.start).toBe(long.length);
    expect(last?.node.position?.start.offset).toBe(0);
  });

  it('given another text under the same item (a gap healed), when it is parsed, then nothing of the old one stays', () => {
    const parser = new BlockParser();
    parser.parse('Old one.\n\nOld two.\n\n');
    expect(plain(parser, 'New.')).toEqual(plain(new BlockParser(), 'New.'));
  });
});
