import type { MessageId, ThreadId, TurnId } from '@plumbline/lifecycle';
import { ProviderFault } from '@plumbline/providers';
import { afterEach, describe, expect, it } from 'vitest';
import { answeredTurn } from '../../test/answered-turn.ts';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
/** The agent's side: back before which prompt it is; null: it is not. */
let at: MessageId | null;
/** Which prompts it was given to go back before, or to bring back. */
const asked: (readonly MessageId[])[] = [];

afterEach(() => bench.close());

async function open(): Promise<Bench> {
  at = null;
  asked.length = 0;
  const opened = await openBench();
  opened.provider.onRewind = async (_, before) => {
    asked.push(before);
    at = before[0] ?? null;
  };
  opened.provider.onUndoRewind = async (_, rewound) => {
    asked.push(rewound);
    at = null;
  };
  return opened;
}

const turn = (thread: ThreadId, text: string) => answeredTurn(bench, thread, text);

const rewind = (threadId: ThreadId, turnId: TurnId) => bench.do({ type: 'thread.rewind', threadId, turnId });
const undo = (threadId: ThreadId) => bench.do({ type: 'thread.rewind.undo', threadId });
const stands = (thread: ThreadId) =>
  bench.until(thread, ({ state }) => state.rewind?.turns !== undefined && state.rewind.asked === undefined);
const unanswered = () => new ProviderFault('PROVIDER_UNAVAILABLE', 'It did not answer.', { seen: 'perhaps', retryable: true });

describe('a rewind', () => {
  it('given three turns, when it goes back before the second and forth again, then the agent was told its prompt, and all is as it was', async () => {
    bench = await open();
    const thread = await bench.newThread();
    await turn(thread, 'one');
    const two = await turn(thread, 'two');
    await turn(thread, 'three');
    const [, second] = bench.provider.sent.map(({ messageId }) => messageId);
    await rewind(thread, two);
    expect((await stands(thread)).state.rewind).toEqual({ turns: { from: 2, to: 3 } });
    expect([at, asked]).toEqual([second, [[second]]]);
    await undo(thread);
    await bench.until(thread, ({ state }) => state.rewind === undefined);
    expect([at, asked.length]).toEqual([null, 2]);
    expect((await bench.events(thread)).filter((type) => type.startsWith('thread.rew'))).toEqual([
      'thread.rewind-requested',
      'thread.rewound',
      'thread.rewind-undo-requested',
      'thread.rewind-undone',
    ]);
  });

  it('given a rewind, when a message is sent, then it is final, what was rewound stays in the thread, and a fork leaves it out', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    const two = await turn(thread, 'two');
    await rewind(thread, two);
    await stands(thread);
    await turn(thread, 'other two');
    const { turns, items, state } = await bench.get(thread);
    expect(state.rewind).toBeUndefined();
    expect(turns.map(({ number, rewound }) => [number, rewound])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, { from: 2, to: 2 }],
    ]);
    expect(items.map((item) => ('text' in item ? item.text : ''))).toContain('Answer to two');
    await expect(undo(thread)).rejects.toMatchObject({ code: 'REWIND_FINAL' });
    await expect(rewind(thread, two)).rejects.toMatchObject({ code: 'REWIND_IMPOSSIBLE' });
    await expect(bench.do({ type: 'thread.fork', threadId: thread, turnId: two })).rejects.toMatchObject({ code: 'FORK_IMPOSSIBLE' });
    const fork = await bench.do({ type: 'thread.fork', threadId: thread, turnId: turns[2]?.turnId as TurnId, before: true });
    expect((await bench.get(fork.threadId)).thread.forkedFrom).toMatchObject({ turnId: one, turn: 1 });
  });

  it('given a session that was let go, then it is bound for the rewind', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    await bench.do({ type: 'thread.session.stop', threadId: thread });
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    await rewind(thread, one);
    await stands(thread);
    expect(at).toBe(bench.provider.sent[0]?.messageId);
  });

  it('given a turn that runs, one that nobody here asked for, one of the past of a fork, then it is refused and the agent is not asked', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    const binding = bench.provider.only();
    bench.provider.tell(binding, { kind: 'step-started', prompt: null });
    const adopted = await bench.until(thread, ({ state }) => state.turn?.origin === 'provider');
    await expect(rewind(thread, one)).rejects.toMatchObject({
      code: 'BLOCKED_BY_RUNNING_TURN',
      refusal: { removedBy: 'thread.turn.interrupt' },
    });
    await expect(rewind(thread, adopted.state.turn?.turnId as TurnId)).rejects.toMatchObject({ code: 'REWIND_IMPOSSIBLE' });
    await expect(rewind(thread, 'turn_none' as TurnId)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
    const other = await bench.newThread();
    const first = await turn2(other);
    const fork = (await bench.do({ type: 'thread.fork', threadId: other })).threadId;
    await expect(rewind(fork, first)).rejects.toMatchObject({ code: 'REWIND_IMPOSSIBLE' });
    expect(asked).toEqual([]);
  });

  it('given an agent that says no, then nothing is rewound, the thread says why, and messages are taken', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    bench.provider.onRewind = async () => {
      throw new ProviderFault('REWIND_IMPOSSIBLE', 'There are no snapshots.');
    };
    await rewind(thread, one);
    const failed = await bench.until(thread, ({ state }) => state.rewind?.problem !== undefined);
    expect(failed.state.rewind).toEqual({ problem: { code: 'REWIND_IMPOSSIBLE', message: 'There are no snapshots.', retryable: false } });
    await turn(thread, 'two');
    expect((await bench.get(thread)).state.rewind).toBeUndefined();
  });

  it('given an answer that is lost, then it is asked again until there is one, and no message is taken meanwhile', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    let lost = 0;
    const { onRewind } = bench.provider;
    bench.provider.onRewind = async (binding, before) => {
      if (lost++ > 0) return onRewind(binding, before);
      throw unanswered();
    };
    await rewind(thread, one);
    await expect(bench.send(thread, 'two')).rejects.toMatchObject({ code: 'BLOCKED_BY_REWIND' });
    await stands(thread);
    expect(lost).toBe(2);
  });

  it('given Plumbline killed in mid-call, when it is started again beside the agent that lives on, then it is found out at once', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    const { onRewind } = bench.provider;
    let told = false;
    bench.provider.onRewind = async (binding, before) => {
      await onRewind(binding, before);
      told = true;
      return new Promise(() => undefined);
    };
    await rewind(thread, one);
    await bench.until(thread, () => told);
    bench.provider.onRewind = onRewind;
    bench = await bench.crash();
    expect((await stands(thread)).state.rewind).toEqual({ turns: { from: 1, to: 1 } });
  });

  it('given an agent that ends in mid-call, then nobody says what came of it until it is bound again', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    const { onRewind } = bench.provider;
    bench.provider.onRewind = async () => {
      bench.provider.die();
      throw unanswered();
    };
    await rewind(thread, one);
    const ended = await bench.until(thread, ({ session }) => session.status === 'stopped');
    expect(ended.state.rewind?.asked).toMatchObject({ kind: 'rewind', told: true });
    bench.provider.onRewind = onRewind;
    await bench.do({ type: 'thread.session.start', threadId: thread });
    await stands(thread);
  });

  it('given what the agent has dropped meanwhile, when it is to be undone, then it stays rewound for good', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    await rewind(thread, one);
    await stands(thread);
    bench.provider.onUndoRewind = async () => {
      throw new ProviderFault('REWIND_FINAL', 'It is gone.');
    };
    await undo(thread);
    const over = await bench.until(thread, ({ state }) => state.rewind?.final === true);
    expect(over.state.rewind).toMatchObject({ turns: { from: 1, to: 1 }, problem: { code: 'REWIND_FINAL' } });
  });

  it('given a prompt that was stopped before it was answered, when it is rewound, then it is not taken out of what is rewound', async () => {
    bench = await open();
    const thread = await bench.newThread();
    await turn(thread, 'one');
    await bench.send(thread, 'two');
    await bench.until(thread, ({ session }) => session.status === 'running');
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    const stopped = await bench.until(thread, ({ state }) => state.turn === undefined && state.session.draining !== true);
    await rewind(thread, stopped.turns.at(-1)?.turnId as TurnId);
    await stands(thread);
    await turn(thread, 'three');
    expect(bench.provider.takenBack).toEqual([]);
  });
});

/** A first turn of another thread: its session is the newest. */
async function turn2(thread: ThreadId): Promise<TurnId> {
  const { messageId } = await bench.send(thread, 'first');
  await bench.until(thread, ({ session }) => session.status === 'running');
  const session = [...bench.provider.sessions.values()].find(({ prompts }) => messageId !== undefined && prompts.has(messageId));
  if (session) bench.provider.complete(session.binding);
  const done = await bench.until(thread, ({ session: { status } }) => status === 'ready');
  return done.turns.at(-1)?.turnId as TurnId;
}
