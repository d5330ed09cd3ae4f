import { expect, test } from 'vitest';
import { slashCommand } from './slash.ts';

test.each([
  ['/review', { name: 'review', input: '' }],
  ['  /review  the last\ncommit ', { name: 'review', input: 'the last\ncommit' }],
  ['/docs/fix-links a', { name: 'docs/fix-links', input: 'a' }],
])('given %j, then it begins with a command', (text, command) => expect(slashCommand(text)).toEqual(command));

test.each(['', '/', 'say /review', '/home/me/project/file is broken', '//', '/review, please'])('given %j, then it is words', (text) => {
  expect(slashCommand(text)).toBeNull();
});
