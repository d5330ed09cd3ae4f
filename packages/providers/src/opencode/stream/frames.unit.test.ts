import { describe, expect, it } from 'vitest';
import { Frames } from './frames.ts';

describe('frames of an event stream', () => {
  it('given any cut of the bytes, then the same frames come', () => {
    const text = ': hello\n\ndata: {"a":1}\n\nid: 3\ndata: {"b":\ndata: 2}\n\ndata: {"c":3}\n\ndata: {"open"';
    for (let size = 1; size <= text.length; size += 1) {
      const frames = new Frames();
      const got: string[] = [];
      for (let at = 0; at < text.length; at += size) got.push(...frames.push(text.slice(at, at + size)));
      expect(got).toEqual(['{"a":1}', '{"b":\n2}', '{"c":3}']);
    }
  });

  it('given a frame without an end, then it does not grow for ever', () => {
    const frames = new Frames(1_000);
    expect(() => frames.push(`data: ${'x'.repeat(2_000)}`)).toThrow('too large');
  });
});
