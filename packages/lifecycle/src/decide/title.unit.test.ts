import { describe, expect, test } from 'vitest';
import { atRest, completed, given, running, type Step, send } from '../../test/given.ts';
import { titleOf } from './title.ts';

const rename = (title: string): Step => ({ command: { type: 'thread.rename', title } });

describe('a thread that nobody named', () => {
  test('given its first message, then it is named by it, and the name stays a default', () => {
    given()
      .when(send(1, 'Fix the flaky test\nand say why'))
      .then((world) => {
        expect(world.happened).toEqual(['message.accepted', 'thread.renamed', 'turn.requested', 'item.closed']);
        expect(world.state).toMatchObject({ title: 'Fix the flaky test', titleSource: 'default' });
      });
  });

  test('given a title of the user, or an earlier message, then nothing renames it', () => {
    given(rename('Mine'))
      .when(send(1, 'Other'))
      .then((world) => expect(world.state.title).toBe('Mine'));
    given(...atRest)
      .when(send(2, 'Other'), completed(2))
      .then((world) => expect(world.state.title).toBe('text 1'));
    given(...running)
      .when(send(2, 'Other'))
      .then((world) => expect(world.state.title).toBe('text 1'));
  });
});

describe('the title of a message', () => {
  test.each([
    ['  Fix   the test \n now', 'Fix the test'],
    [`${'word '.repeat(20)}`, 'word word word word word word word word word word word word…'],
    [`practice:{"key":"${'a'.repeat(80)}"}`, `practice:{"key":"${'a'.repeat(43)}…`],
    [`${'a'.repeat(59)}😀😀`, `${'a'.repeat(59)}…`],
    ['\n \n', ''],
  ])('%j', (text, title) => expect(titleOf(text)).toBe(title));
});
