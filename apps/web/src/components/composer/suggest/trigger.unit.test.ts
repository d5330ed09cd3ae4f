import { expect, it } from 'vitest';
import { mentionOf, triggerAt } from './trigger.ts';

/** The caret stands at the bar. */
const at = (text: string) => triggerAt(text.replace('|', ''), text.indexOf('|'));

it.each([
  ['@|', 'file', 0, ''],
  ['look at @src/a|', 'file', 8, 'src/a'],
  ['(@b|)', 'file', 1, 'b'],
  ['see @"my no|', 'file', 4, 'my no'],
  ['one\n@two|', 'file', 4, 'two'],
  ['/|', 'command', 0, ''],
  [' /rev|iew', 'command', 1, 'rev'],
])('given %j, then there is something to complete', (text, kind, from, query) => {
  expect(at(text)).toEqual({ kind, from, query });
});

it.each(['me@home|', 'a @b c|', '@@b|', 'say /rev|', '/review now|', '@a "b|', 'plain|', '|'])(
  'given %j, then there is nothing',
  (text) => {
    expect(at(text)).toBeNull();
  },
);

it('given a path with blanks, then it is mentioned in quotes', () => {
  expect([mentionOf('a/b.ts'), mentionOf('my notes.txt')]).toEqual(['@a/b.ts ', '@"my notes.txt" ']);
});
