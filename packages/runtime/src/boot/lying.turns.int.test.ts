import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LyingBench, saidIn } from '../../test/lying.ts';

let bench: LyingBench;
beforeEach(async () => {
  bench = await LyingBench.open();
});
afterEach(() => bench.close());

describe('an honest script of the lying provider', () => {
  it('given text, reasoning, a tool and steps, then the turn completes with what the child really said', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'reasoning', text: 'Think.' },
      { do: 'text', text: 'First, in pieces.', pieces: 4 },
      { do: 'tool', name: 'bash', command: 'echo done' },
      { do: 'step' },
      { do: 'text', text: 'Last.' },
      { do: 'title', title: 'A title' },
    ]);
    expect(await bench.settled(thread)).toMatchObject({ state: 'completed', said: ['First, in pieces.', 'Last.'] });
    const { items, thread: summary } = await bench.get(thread);
    expect(items.find((item) => item.kind === 'tool')).toMatchObject({ result: 'ok', output: { preview: 'done\n' } });
    expect(summary.title).toBe('A title');
    expect(await bench.truth()).toMatchObject({
      running: false,
      prompts: [{ count: 1, state: 'done' }],
      said: ['First, in pieces.', 'Last.'],
    });
  });

  it('given an approval of its own and one of a child, then both are shown, answered and resolved', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'ask', kind: 'permission', title: 'Edit?' },
      { do: 'ask', kind: 'permission', title: 'Below?', child: true },
      { do: 'text', text: 'Thanks.' },
    ]);
    for (const title of ['Edit?', 'Below?']) {
      const { requests } = await bench.until(thread, (each) =>
        each.requests.some((request) => request.title === title && request.state === 'open'),
      );
      const request = requests.find((each) => each.title === title);
      if (request === undefined) throw new Error('there is no request');
      const answer = { kind: 'decision', decision: 'allow' } as const;
      await bench.do({ type: 'thread.request.respond', threadId: thread, requestId: request.requestId, answer });
    }
    expect(await bench.settled(thread)).toMatchObject({ state: 'completed', said: ['Thanks.'] });
  });

  it('given a steered prompt, then it belongs to the turn that is at work, and was handed over once', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'wait', gate: 'steered' },
      { do: 'text', text: 'One.' },
    ]);
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'running');
    await bench.steer(thread, [{ do: 'text', text: 'Two.' }]);
    await bench.until(thread, ({ queue }) => queue.messages.length === 0);
    await bench.control.open('steered');
    expect(await bench.settled(thread)).toMatchObject({ state: 'completed', said: ['One.', 'Two.'] });
    expect((await bench.get(thread)).turns).toHaveLength(1);
    expect((await bench.truth()).prompts.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('given an error, then the turn fails with its class', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'text', text: 'So far.' },
      { do: 'fail', error: 'PROVIDER_LIMIT', message: 'Too much.' },
    ]);
    expect(await bench.settled(thread)).toMatchObject({ state: 'error', failure: { code: 'PROVIDER_LIMIT' }, said: ['So far.'] });
  });
});

describe('lies about what happened: the turn settles once, and as it was', () => {
  const said = ['One.', 'Two.'];
  const steps = [
    { do: 'text', text: 'One.', pieces: 2 },
    { do: 'text', text: 'Two.', pieces: 2 },
  ] as const;

  it.each([
    ['speaks for an earlier life', [{ lie: 'old-epoch' }]],
    ['drops its stream', [{ lie: 'drop-stream' }]],
    ['never tells of the acceptance', [{ lie: 'never', events: 1 }]],
  ] as const)('given it %s', async (_, lies) => {
    const thread = await bench.newThread();
    await bench.send(thread, [...lies, ...steps]);
    const turn = await bench.settled(thread);
    expect(turn).toMatchObject({ state: 'completed' });
    const truth = await bench.truth();
    await bench.until(thread, (each) => saidIn(each, turn.turnId).join('') === truth.said.join(''));
    expect(truth.said).toEqual(expect.arrayContaining(said));
    expect((await bench.get(thread)).turns).toHaveLength(1);
    expect((await bench.events(thread)).filter(({ type }) => type === 'turn.settled')).toHaveLength(1);
  });

  it('given it never tells the end, then it is asked and the turn completes, as deduced', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'text', text: 'One.' },
      { lie: 'never', events: 50 },
    ]);
    expect(await bench.settled(thread)).toMatchObject({ state: 'completed', inferred: true, said: ['One.'] });
  });

  it('given it tells of the acceptance when the turn has settled already, then no other turn comes of it', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { lie: 'late', events: 1, gate: 'accepted' },
      { do: 'text', text: 'One.' },
    ]);
    await bench.settled(thread);
    await bench.control.open('accepted');
    // A second turn, so that the late acceptance has been taken in.
    await bench.send(thread, [{ do: 'text', text: 'Two.' }]);
    await bench.until(thread, ({ turns }) => turns.length > 1 && turns.at(-1)?.state === 'completed');
    expect((await bench.get(thread)).turns.map(({ origin, state }) => [origin, state])).toEqual([
      ['user', 'completed'],
      ['user', 'completed'],
    ]);
  });

  it('given it tells the end of an older turn in the next one, then the next one goes on', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'text', text: 'One.' },
      { lie: 'late', events: 3, gate: 'late' },
    ]);
    await bench.settled(thread);
    await bench.send(thread, [
      { do: 'wait', gate: 'second' },
      { do: 'text', text: 'Two.' },
    ]);
    await bench.until(thread, ({ turns }) => turns.length === 2 && turns.at(-1)?.state === 'running');
    await bench.control.open('late');
    await bench.control.open('second');
    expect(await bench.settled(thread)).toMatchObject({ state: 'completed', said: ['Two.'] });
    expect((await bench.events(thread)).filter(({ type }) => type === 'turn.settled')).toHaveLength(2);
  });
});

describe('deaths', () => {
  it('given it dies in mid-text, then the turn is interrupted with its text, and the next message resumes the conversation', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [{ do: 'text', text: 'Whole.' }, { do: 'wait', gate: 'shown' }, { lie: 'die' }]);
    await bench.reached('shown');
    await bench.until(thread, (each) => each.items.some((item) => item.kind === 'assistant' && item.text === 'Whole.'));
    await bench.control.open('shown');
    const dead = await bench.settled(thread);
    expect(dead).toMatchObject({ cause: 'exit', said: ['Whole.'] });
    await bench.send(thread, [{ do: 'text', text: 'Back.' }]);
    const back = await bench.until(thread, ({ turns }) => turns.length === 2 && turns.at(-1)?.state === 'completed');
    expect(back.session.epoch).toBe(2);
    expect((await bench.truth()).prompts.map(({ count, state }) => [count, state])).toEqual([
      [1, 'cut off'],
      [1, 'done'],
    ]);
  });

  it('given it has lost the conversation, then the next message comes back with that reason', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [{ do: 'text', text: 'Before.' }]);
    await bench.settled(thread);
    await bench.control.lose((await bench.truth()).id);
    await bench.restart();
    await bench.send(thread, [{ do: 'text', text: 'After.' }]);
    const lost = await bench.until(thread, ({ turns }) => turns.length === 2 && turns.at(-1)?.state === 'error');
    expect(lost.turns.at(-1)).toMatchObject({ failure: { code: 'SESSION_LOST' } });
  });
});

describe('tasks', () => {
  it('given work that outlives its turn and refuses to stop, then it is shown, the refusal too, and force ends it', async () => {
    const thread = await bench.newThread();
    await bench.send(thread, [
      { do: 'task', title: 'Build', refusesStop: true },
      { do: 'text', text: 'Started.' },
    ]);
    expect(await bench.settled(thread)).toMatchObject({ state: 'completed' });
    const { state } = await bench.until(thread, (each) => Object.keys(each.state.tasks ?? {}).length === 1);
    const [taskId] = Object.keys(state.tasks ?? {}) as (keyof NonNullable<typeof state.tasks>)[];
    if (taskId === undefined) throw new Error('there is no task');
    await bench.do({ type: 'thread.task.stop', threadId: thread, taskId });
    await bench.until(thread, (each) => each.state.tasks?.[taskId]?.problem !== undefined);
    await bench.do({ type: 'thread.task.stop', threadId: thread, taskId, force: true });
    await bench.until(thread, (each) => each.state.tasks?.[taskId] === undefined);
    expect((await bench.truth()).tasks).toEqual([]);
  });
});
