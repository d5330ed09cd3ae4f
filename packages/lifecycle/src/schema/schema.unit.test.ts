import { expect, test } from 'vitest';
import { commandId, requestAnswer, threadEvent, threadId } from './index.ts';

const tool = { kind: 'tool', callId: 'c', tool: 'bash', title: '', result: 'ok', output: { preview: '', bytes: 0 } };
const closed = { type: 'item.closed', itemId: 'a', turnId: 't', order: 1, status: 'done', content: tool };

test('rule 34: a reader is lenient: a field too many is dropped, an input that JSON left out is no input', () => {
  expect(threadEvent.parse({ type: 'session.ready', colour: 'red' })).toEqual({ type: 'session.ready' });
  expect(threadEvent.safeParse(JSON.parse(JSON.stringify({ ...closed, content: { ...tool, input: undefined } }))).success).toBe(true);
});

test('rule 34: what is not an event of ours is unreadable', () => {
  for (const row of [null, {}, { type: 'session.danced' }, { type: 'turn.started', turnId: 't' }, { ...closed, order: '1' }]) {
    expect(threadEvent.safeParse(row).success).toBe(false);
  }
});

test('inputs are strict: ids of one word, command ids are UUIDs, answers of a known kind', () => {
  expect(threadId.safeParse('3f0c').success).toBe(true);
  for (const wrong of ['', 'a b', 'x'.repeat(201), 7]) expect(threadId.safeParse(wrong).success).toBe(false);
  expect(commandId.safeParse('again').success).toBe(false);
  expect(requestAnswer.safeParse({ kind: 'decision', decision: 'perhaps' }).success).toBe(false);
  expect(requestAnswer.safeParse({ kind: 'answers', answers: [['A'], []] }).success).toBe(true);
});
