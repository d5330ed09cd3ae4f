import type { ThreadId, TurnId } from '@plumbline/lifecycle';
import { type BindRequest, ProviderFault } from '@plumbline/providers';
import { afterEach, describe, expect, it } from 'vitest';
import { answeredTurn } from '../../test/answered-turn.ts';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

const requests: BindRequest[] = [];

async function open(): Promise<Bench> {
  requests.length = 0;
  const opened = await openBench();
  opened.provider.onBind = async (request) => {
    requests.push(request);
    return opened.provider.makeSession(request);
  };
  return opened;
}

const turn = (thread: ThreadId, text: string) => answeredTurn(bench, thread, text);

const fork = async (threadId: ThreadId, turnId?: TurnId) =>
  (await bench.do({ type: 'thread.fork', threadId, ...(turnId ? { turnId } : {}) })).threadId;

describe('a fork', () => {
  it('given a turn with others after it, then the copy ends before the first of them, and what is sent goes into the copy alone', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    await turn(thread, 'two');
    await turn(thread, 'three');
    const [, two, three] = bench.provider.sent.map(({ messageId }) => messageId);
    const made = await fork(thread, one);
    const ready = await bench.until(made, ({ session }) => session.status === 'ready');
    expect(requests.at(-1)).toMatchObject({ fork: { from: { session: 'ses-1' }, before: [two, three], open: true } });
    expect(requests.at(-1)?.resume).toBeUndefined();
    expect(ready).toMatchObject({ thread: { title: 'one (fork)' }, session: { epoch: 1 } });
    expect(ready.items.map((item) => ('text' in item ? item.text : ''))).toEqual(['one', 'Answer to one']);
    await turn(made, 'other two');
    expect((await bench.get(made)).turns.map(({ number, threadId }) => [number, threadId])).toEqual([
      [1, thread],
      [2, made],
    ]);
    expect((await bench.get(thread)).turns).toHaveLength(3);
    expect([...bench.provider.sessions.keys()]).toEqual(['ses-1', 'ses-2']);

    await bench.do({ type: 'thread.session.stop', threadId: made });
    await bench.until(made, ({ session }) => session.status === 'stopped');
    await turn(made, 'later');
    expect(requests.at(-1), 'from then on it has a conversation of its own').toMatchObject({ resume: { session: 'ses-2' } });
    expect(requests.at(-1)?.fork).toBeUndefined();
  });

  it('given the first turn, when the thread is forked before it, then that is a new thread', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    const made = (await bench.do({ type: 'thread.fork', threadId: thread, turnId: one, before: true })).threadId;
    expect(await bench.get(made)).toMatchObject({ turns: [], session: { status: 'stopped', epoch: 0 } });
    expect(await bench.events(made)).toEqual(['thread.created']);
  });

  it('given an agent that cannot fork it, then the fork says why, the message comes back, and it goes on without memory only by choice', async () => {
    bench = await open();
    const thread = await bench.newThread();
    await turn(thread, 'one');
    bench.provider.onBind = async (request) => {
      if (request.fork) throw new ProviderFault('SESSION_LOST', 'It is gone.');
      return bench.provider.makeSession(request);
    };
    const made = await fork(thread);
    await bench.until(made, ({ session }) => session.status === 'error' && session.lastError?.code === 'SESSION_LOST');
    await bench.send(made, 'two');
    const back = await bench.until(made, ({ turns }) => turns.at(-1)?.state === 'error');
    expect(back.queue.messages).toMatchObject([{ text: 'two', state: 'returned', seen: 'no' }]);
    await bench.do({ type: 'thread.session.start', threadId: made, fresh: true });
    await bench.until(made, ({ session }) => session.status === 'ready');
    expect((await bench.get(made)).turns).toHaveLength(2);
  });

  it('given an agent that begins anew where it was to copy, then that is no fork (rule 22)', async () => {
    bench = await open();
    const thread = await bench.newThread();
    await turn(thread, 'one');
    bench.provider.onBind = async ({ fork: _, ...request }) => bench.provider.makeSession(request);
    const made = await fork(thread);
    await bench.until(made, ({ session }) => session.lastError?.code === 'SESSION_LOST');
  });

  it('given a thread that goes on while it is copied, then the copy is not taken; tried again, it ends where it was asked to', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    let goOn: (() => Promise<unknown>) | null = () => turn(thread, 'two');
    bench.provider.onBind = async (request) => {
      requests.push(request);
      const meanwhile = request.fork ? goOn : null;
      if (meanwhile) goOn = null;
      await meanwhile?.();
      return bench.provider.makeSession(request);
    };
    const made = await fork(thread, one);
    await bench.until(made, ({ session }) => session.lastError?.code === 'FORK_IMPOSSIBLE');
    await bench.do({ type: 'thread.session.start', threadId: made });
    await bench.until(made, ({ session }) => session.status === 'ready');
    expect(requests.at(-1)?.fork?.before).toEqual([bench.provider.sent.at(-1)?.messageId]);
  });

  it('given a turn that the agent began by itself after it, a living one, or none such, then the fork is refused and nothing is made', async () => {
    bench = await open();
    const thread = await bench.newThread();
    const one = await turn(thread, 'one');
    const binding = bench.provider.only();
    bench.provider.tell(binding, { kind: 'step-started', prompt: null });
    const live = await bench.until(thread, ({ state }) => state.turn?.origin === 'provider');
    const liveId = live.state.turn?.turnId;
    await expect(fork(thread, liveId)).rejects.toMatchObject({
      code: 'BLOCKED_BY_RUNNING_TURN',
      refusal: { removedBy: 'thread.turn.interrupt' },
    });
    await expect(fork(thread, one)).rejects.toMatchObject({ code: 'FORK_IMPOSSIBLE' });
    await expect(fork(thread, 'turn_none' as TurnId)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
    expect((await bench.runtime.threads.list({})).threads).toHaveLength(1);
  });
});
