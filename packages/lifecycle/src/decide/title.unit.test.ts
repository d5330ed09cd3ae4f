import { describe, expect, test } from 'vitest';
import { atRest, bound, completed, given, pending, running, type Step, send, signal, stopping, stopSession } from '../../test/given.ts';
import { titleOf } from './title.ts';

const confirmed = signal({ kind: 'session-stop-confirmed' });
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

describe('a title of the user and one of the agent (rule 36)', () => {
  const agents = (title: string): Step => ({ signal: { kind: 'title', title } });
  const titleAfter = (...steps: readonly Step[]): string => {
    let title = '';
    given(...steps)
      .when()
      .then((world) => {
        title = world.state.title;
      });
    return title;
  };

  test.each([
    ['before anything was sent', [rename('Mine')]],
    ['while a turn waits to be handed over', [...pending, rename('Mine')]],
    ['in a turn', [rename('Mine'), ...running]],
    ['in a turn that is being stopped', [...stopping, rename('Mine')]],
    ['after a turn', [...atRest, rename('Mine')]],
    ['when the session was stopped and bound anew', [rename('Mine'), ...atRest, stopSession, confirmed, send(2), bound]],
    ['where the user chose the very words of the agent', [...running, agents('Mine'), rename('Mine')]],
    ['where the user had chosen another one before', [rename('Other'), ...running, rename('Mine')]],
  ] as const)('%s: the user’s stays', (_when, steps) => {
    expect(titleAfter(...steps, agents('Theirs'), agents('Theirs again'))).toBe('Mine');
  });

  test('the agent names what nobody has named, may change its mind, and the user has the last word', () => {
    expect(titleAfter(...running, agents(' Theirs '))).toBe('Theirs');
    expect(titleAfter(...running, agents('One'), agents('Two'))).toBe('Two');
    expect(titleAfter(...running, agents('One'), rename('Mine'), agents('Two'))).toBe('Mine');
  });

  test('the default is a title like any, once the user chose it', () => {
    expect(titleAfter(rename('New thread'), ...running, agents('Theirs'))).toBe('New thread');
  });

  test('what is no title, or none of this binding, renames nothing and is not written', () => {
    for (const strange of [agents('  '), { ...agents('Old'), epoch: 0 }, agents('Theirs')])
      given(...running, agents('Theirs'))
        .when(strange)
        .then((world) => {
          expect(world.happened).toEqual([]);
          expect(world.state.title).toBe('Theirs');
        });
    expect(titleAfter(...running, agents('x'.repeat(500)))).toHaveLength(200);
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
