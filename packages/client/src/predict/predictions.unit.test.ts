import { canonical, describe as say, summarize } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import { Server } from '../../test/server.ts';
import { Tab } from '../../test/tab.ts';
import { predictionLimit } from './predictions.ts';
import { isPredicted, type Wish } from './wish.ts';

const send = (text: string, more: Partial<Extract<Wish, { type: 'thread.turn.start' }>> = {}): Wish => ({
  type: 'thread.turn.start',
  text,
  ...more,
});
const stop: Wish = { type: 'thread.turn.interrupt' };

/** A server with a turn running, and a tab that has seen it. */
function atWork() {
  const server = new Server();
  server.take(send('first'));
  for (let step = 0; step < 3; step += 1) server.work(0);
  return { server, tab: new Tab(server.snapshot()) };
}

const texts = (tab: Tab) =>
  [...tab.shown.timeline.turns].flatMap((view) => [...view.items].flatMap((item) => (item.kind === 'user' ? [item.text] : [])));
const waiting = (tab: Tab) => tab.shown.state.queue.messages.map((message) => `${message.text} ${message.state}`);
const word = (tab: Tab) => say(summarize(tab.shown.state), 6_000).word;

describe('at once (rule 31)', () => {
  test('given a thread at rest, when a message is sent, then its turn is there, and nothing of it in what is held', () => {
    const tab = new Tab(new Server().snapshot());
    const before = canonical(tab.held.state);
    tab.ask(send('hello'));
    expect(texts(tab)).toEqual(['hello']);
    expect(tab.shown.state.turn?.state).toBe('pending');
    expect(tab.shown.state.version).toBe(tab.held.state.version);
    expect(canonical(tab.held.state)).toBe(before);
    expect([...tab.held.timeline.turns]).toEqual([]);
    const made = tab.shown.state.turn?.turnId ?? '';
    expect(isPredicted(made)).toBe(true);
    expect(tab.held.timeline.places.turns.has(made as never)).toBe(false);
  });
  test('given a running turn, when it is stopped, then it says "stopping"', () => {
    const { tab } = atWork();
    tab.ask(stop);
    expect(word(tab)).toBe('stopping');
    expect(tab.held.state.turn?.stop).toBeUndefined();
  });
  test('given a turn that only starts, when it is stopped, then it says "stopping" and no outcome (rules 1, 8)', () => {
    const server = new Server();
    server.take(send('first'));
    const tab = new Tab(server.snapshot());
    tab.ask(stop);
    expect(word(tab)).toBe('stopping');
    expect(tab.shown.state.lastTurn).toBeUndefined();
  });
  test('given a turn that only starts, when another message is to interrupt it, then that one waits behind the stop', () => {
    const server = new Server();
    server.take(send('first'));
    const tab = new Tab(server.snapshot());
    tab.ask(send('instead', { delivery: 'interrupt' }));
    expect(word(tab)).toBe('stopping');
    expect(waiting(tab)).toEqual(['first delivering', 'instead queued']);
  });
  test('given an open request, when it is answered, then it is being answered; a second answer is refused and not predicted', () => {
    const { server, tab } = atWork();
    server.work(1);
    tab.load(server.snapshot());
    const turn = tab.held.state.turn;
    const [requestId] = turn?.state === 'running' ? Object.values(turn.requests).map((each) => each.requestId) : [];
    if (!requestId) throw new Error('no request');
    const answer = (decision: 'allow' | 'deny'): Wish => ({
      type: 'thread.request.respond',
      requestId,
      answer: { kind: 'decision', decision },
    });
    tab.ask(answer('allow'));
    tab.ask(answer('deny'));
    const [row] = tab.shown.timeline.turns.last()?.requests ?? [];
    expect(row).toMatchObject({ state: 'answering', answer: { decision: 'allow' } });
    expect(tab.held.timeline.turns.last()?.requests[0]?.state).toBe('open');
  });
  test('given messages that wait, when they are moved, changed and taken away, then so it is shown', () => {
    const { server, tab } = atWork();
    for (const text of ['a', 'b', 'c']) server.take(send(text));
    tab.load(server.snapshot());
    const [a, b, c] = tab.held.state.queue.messages.map((message) => message.messageId);
    if (!a || !b || !c) throw new Error('no messages');
    tab.ask({ type: 'thread.queue.move', messageId: c, before: a });
    tab.ask({ type: 'thread.queue.edit', messageId: b, text: 'b2' });
    tab.ask({ type: 'thread.queue.remove', messageId: a });
    expect(waiting(tab)).toEqual(['c queued', 'b2 queued']);
  });
  test('given a task and other settings, when one is stopped and the others chosen, then both show', () => {
    const { server, tab } = atWork();
    server.work(2);
    tab.load(server.snapshot());
    const [taskId] = Object.values(tab.held.state.tasks ?? {}).map((task) => task.taskId);
    if (!taskId) throw new Error('no task');
    tab.ask({ type: 'thread.task.stop', taskId, force: true });
    tab.ask({ type: 'thread.configure', settings: { model: 'practice/other' } });
    expect(tab.shown.state.tasks?.[taskId]?.stop?.force).toBe(true);
    expect(tab.shown.state.settings.model).toBe('practice/other');
  });
  test('given what decide refuses, then what is shown is what is held', () => {
    const { tab } = atWork();
    tab.ask(send('  '));
    expect(tab.shown).toBe(tab.held);
  });
  test('given more than the limit, then the rest is not predicted', () => {
    const { tab } = atWork();
    for (let n = 0; n < predictionLimit + 5; n += 1) tab.ask(send(`${n}`));
    expect(tab.predictions).toHaveLength(predictionLimit);
  });
});

describe('the end of a prediction', () => {
  test('given the answer, when the events follow, then the predicted message gives way to the real one, never both', () => {
    const { server, tab } = atWork();
    const asked = tab.ask(send('more'));
    const outcome = server.take(send('more'));
    tab.answer(asked, outcome);
    expect(waiting(tab)).toEqual(['more queued']);
    for (const record of server.log) {
      tab.hear(record);
      expect(waiting(tab).length).toBe(1);
    }
    expect(tab.predictions).toEqual([]);
    expect(tab.shown).toBe(tab.held);
  });
  test('given events that come before the answer, then the message is not shown twice', () => {
    const { server, tab } = atWork();
    const asked = tab.ask(send('more'));
    const outcome = server.take(send('more'));
    tab.hear(...server.log);
    expect(waiting(tab)).toEqual(['more queued']);
    expect(tab.predictions).toHaveLength(1);
    tab.answer(asked, outcome);
    expect(tab.predictions).toEqual([]);
  });
  test('given a snapshot in which the message runs already, then it is not shown twice', () => {
    const server = new Server();
    const tab = new Tab(server.snapshot());
    tab.ask(send('hello'));
    server.take(send('hello'));
    for (let step = 0; step < 3; step += 1) server.work(0);
    tab.load(server.snapshot());
    expect(tab.held.state.queue.messages).toEqual([]);
    expect(texts(tab)).toEqual(['hello']);
    expect(waiting(tab)).toEqual([]);
  });
  test('given the same text twice, when one of them has come, then the other is still predicted', () => {
    const { server, tab } = atWork();
    tab.ask(send('again'));
    tab.ask(send('again'));
    server.take(send('again'));
    tab.hear(...server.log);
    expect(waiting(tab)).toEqual(['again queued', 'again queued']);
    expect(tab.held.state.queue.messages).toHaveLength(1);
  });
  test('given a refusal, then what was predicted is taken back, and what was predicted after it stands by itself', () => {
    const { tab } = atWork();
    const first = tab.ask(send('first'));
    tab.ask(send('second'));
    tab.answer(first, { ok: false });
    expect(waiting(tab)).toEqual(['second queued']);
  });
  test('given a snapshot of another log, then no prediction is left', () => {
    const { server, tab } = atWork();
    tab.ask(stop);
    tab.load({ ...server.snapshot(), cursor: 'other.1' });
    expect(tab.predictions).toEqual([]);
  });
});
