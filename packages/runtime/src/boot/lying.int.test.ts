import type { ThreadSnapshot } from '@plumbline/lifecycle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LyingBench } from '../../test/lying.ts';

let bench: LyingBench;
beforeAll(async () => {
  bench = await LyingBench.open();
});
afterAll(() => bench.close());

const shown = ({ items }: ThreadSnapshot) => items.flatMap((item) => (item.kind === 'assistant' ? [item.text] : []));
const lastTurn = ({ turns }: ThreadSnapshot) => turns.at(-1);
const hello = { do: 'text', text: 'Hello, it is done.', pieces: 4 } as const;

describe('what is told wrongly of a turn that ends well', () => {
  it('given an honest turn, then it is completed by the provider', async () => {
    const thread = await bench.begin([hello, { do: 'tool', output: 'found', title: 'Look' }]);
    const rest = await bench.rested(thread);
    expect(lastTurn(rest)).toMatchObject({ state: 'completed', cause: 'provider' });
    expect(shown(rest)).toEqual([hello.text]);
    expect(rest.session.status).toBe('ready');
  });

  it.each([
    ['each event is told twice', [{ lie: 'twice', events: 500 }, hello]],
    ['the last events come in reverse order', [hello, { lie: 'swap', events: 3 }]],
    ['the stream is dropped in mid-text', [{ do: 'text', text: 'Before. ' }, { lie: 'drop-stream' }, hello]],
    ['the stream is replayed', [hello, { lie: 'replay-stream', events: 100 }]],
    ['the stream is flooded', [hello, { lie: 'flood', events: 5_000 }]],
    ['another turn is said to have ended', [{ lie: 'foreign-turn' }, hello]],
  ] as const)('given that %s, then it is completed once, with its text once', async (_, steps) => {
    const thread = await bench.begin([...steps]);
    await bench.until(thread, (each) => shown(each).includes(hello.text) && lastTurn(each)?.state === 'completed');
    const rest = await bench.rested(thread);
    expect(rest.turns).toHaveLength(1);
    expect(shown(rest).filter((text) => text === hello.text)).toHaveLength(1);
    expect(shown(rest)).not.toContain('For somebody else.');
    expect(rest.session.status).toBe('ready');
  });

  it('given that nothing is ever told, then asking finds the end, and it is inferred', async () => {
    const rest = await bench.rested(await bench.begin([{ lie: 'never', events: 500 }, hello]));
    expect(lastTurn(rest)).toMatchObject({ state: 'completed', cause: 'reconcile', inferred: true });
  });

  it('given that all is told late, then the outcome that was found by asking stands', async () => {
    const thread = await bench.begin([{ lie: 'late', events: 500, gate: 'late' }, hello]);
    const found = await bench.rested(thread);
    expect(lastTurn(found)).toMatchObject({ state: 'completed', cause: 'reconcile' });
    const before = await bench.ignored();
    await bench.control.open('late');
    await expect.poll(() => bench.ignored(), { timeout: 20_000 }).toBeGreaterThan(before);
    // A late step looks like new work (rule 18): it may be adopted, and is then settled by asking.
    const [first, ...adopted] = (await bench.rested(thread)).turns;
    expect(first).toEqual(found.turns[0]);
    expect(adopted.every((turn) => turn.origin === 'provider' && turn.state === 'completed')).toBe(true);
  });

  it('given an event of an unknown kind, then it is counted and changes nothing', async () => {
    const before = await bench.ignored('unknown-event');
    const rest = await bench.rested(await bench.begin([{ lie: 'unknown-kind', type: 'lying.unheard-of' }, hello]));
    expect(lastTurn(rest)).toMatchObject({ state: 'completed', cause: 'provider' });
    expect(await bench.ignored('unknown-event')).toBeGreaterThan(before);
  });
});

describe('what is said of work and rest', () => {
  it('given that it says busy after its end, then the turn runs on until it says idle', async () => {
    const thread = await bench.begin([{ lie: 'say-busy-while-idle', gate: 'truth-again' }, hello]);
    await expect.poll(async () => (await bench.truth('truth-again')).running, { timeout: 30_000 }).toBe(false);
    const busy = await bench.until(thread, (each) => shown(each)[0] === hello.text);
    expect(lastTurn(busy)).toMatchObject({ state: 'running' });
    await bench.control.open('truth-again');
    expect(lastTurn(await bench.rested(thread))).toMatchObject({ state: 'completed' });
  });

  it('given that it says idle in mid-turn, also when asked, then the turn is interrupted by what was found, and its late work settles nothing again', async () => {
    const thread = await bench.begin([
      { do: 'text', text: 'Begun.' },
      { lie: 'say-idle-while-busy', gate: 'no-more' },
      { do: 'wait', gate: 'go-on' },
    ]);
    const found = await bench.until(thread, (each) => lastTurn(each)?.state === 'interrupted');
    expect(lastTurn(found)).toMatchObject({ cause: 'reconcile', inferred: true });
    expect(shown(found)).toEqual(['Begun.']);
    await bench.control.open('no-more');
    await bench.control.open('go-on');
    await expect.poll(async () => (await bench.truth('go-on')).running).toBe(false);
    expect((await bench.rested(thread)).turns[0]).toMatchObject({ state: 'interrupted', cause: 'reconcile' });
  });

  it('given that it does not answer when asked, then the thread says that it is not sure, and no outcome is made up', async () => {
    const thread = await bench.begin([hello, { lie: 'hide', gate: 'seen' }, { do: 'wait', gate: 'hidden-end' }]);
    const unsure = await bench.until(thread, ({ session }) => session.unverifiedSince !== undefined);
    expect(lastTurn(unsure)).toMatchObject({ state: 'running' });
    await bench.control.open('seen');
    await bench.control.open('hidden-end');
    expect(lastTurn(await bench.rested(thread))).toMatchObject({ state: 'completed' });
  });
});

describe('what becomes of a prompt', () => {
  it('given that it is refused, then the message comes back', async () => {
    const rest = await bench.rested(await bench.begin([hello], { handOver: 'refused' }));
    expect(lastTurn(rest)).toMatchObject({ state: 'error' });
    expect(rest.queue.messages).toMatchObject([{ state: 'returned', reason: 'refused' }]);
  });

  it('given that it is swallowed, then the message comes back after the deadline', async () => {
    const rest = await bench.rested(await bench.begin([hello], { handOver: 'swallowed' }));
    expect(lastTurn(rest)).toMatchObject({ state: 'error', cause: 'deadline' });
    expect(rest.queue.messages).toMatchObject([{ state: 'returned' }]);
  });

  it('given that the call is never answered, then the turn is worked on once', async () => {
    const rest = await bench.rested(await bench.begin([{ do: 'text', text: 'No answer, but work.' }], { handOver: 'unanswered' }));
    expect(lastTurn(rest)).toMatchObject({ state: 'completed' });
    expect((await bench.truth('No answer, but work.')).prompts).toMatchObject([{ count: 1, state: 'done' }]);
  });
});

describe('a stop', () => {
  it.each(['refuse-stop', 'ignore-stop'] as const)(
    'given one %s, when the user stops until it rests, then the turn is interrupted and the liar rests',
    async (lie) => {
      const thread = await bench.begin([
        { do: 'text', text: `Stop me: ${lie}` },
        { lie, times: 1 },
        { do: 'wait', gate: `never-${lie}` },
      ]);
      await bench.until(thread, (each) => shown(each).length === 1);
      await bench.control.reached(`never-${lie}`);
      await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
      const asked = await bench.until(thread, (each) => lastTurn(each)?.state !== 'running' || lastTurn(each)?.stopProblem !== undefined);
      if (lastTurn(asked)?.state === 'running') await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
      const rest = await bench.rested(thread);
      expect(lastTurn(rest)).toMatchObject({ state: 'interrupted' });
      expect(['user', 'deadline']).toContain(lastTurn(rest)?.cause);
      expect(shown(rest)).toEqual([`Stop me: ${lie}`]);
    },
  );
});

describe('the end of the process', () => {
  it.each([
    ['as by kill -9', {}, 'interrupted'],
    ['with a code', { code: 3 }, 'error'],
  ] as const)(
    'given that it dies %s in mid-turn, then the turn ends with its text, and the next message starts it again, deaf to its earlier life',
    async (how, code, state) => {
      const thread = await bench.begin([
        { do: 'text', text: `Last words, ${how}.` },
        { do: 'wait', gate: `die-${state}` },
        { lie: 'die', ...code },
      ]);
      await bench.until(thread, (each) => shown(each).length === 1);
      // The answer of the gate's own call may be lost with the process.
      await bench.control.open(`die-${state}`).catch(() => undefined);
      const dead = await bench.rested(thread);
      expect(lastTurn(dead)).toMatchObject({ state, cause: 'exit' });
      expect(dead.session).toMatchObject({ status: 'stopped', epoch: 1 });
      expect(shown(dead)).toEqual([`Last words, ${how}.`]);
      await bench.send(thread, [{ lie: 'old-epoch' }, hello]);
      const again = await bench.rested(thread);
      expect(lastTurn(again)).toMatchObject({ state: 'completed', cause: 'provider' });
      expect(again.session).toMatchObject({ status: 'ready', epoch: 2 });
    },
  );

  it('given that it forgets the session in mid-turn, then the turn is interrupted, and the next message says that the conversation is lost', async () => {
    const thread = await bench.begin([{ do: 'text', text: 'Who are you?' }, { lie: 'lose' }]);
    const lost = await bench.rested(thread);
    expect(lastTurn(lost)).toMatchObject({ state: 'interrupted' });
    expect(lost.session.status).toBe('stopped');
    await bench.send(thread, [hello]);
    const refused = await bench.until(thread, (each) => each.turns.length === 2 && lastTurn(each)?.state === 'error');
    expect(lastTurn(refused)?.failure).toMatchObject({ code: 'SESSION_LOST' });
  });
});
