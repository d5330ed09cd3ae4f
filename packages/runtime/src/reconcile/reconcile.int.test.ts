import type { ThreadId } from '@plumbline/lifecycle';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

async function runningTurn(): Promise<ThreadId> {
  const thread = await bench.newThread();
  await bench.send(thread, 'work');
  await bench.until(thread, ({ session }) => session.status === 'running');
  return thread;
}

describe('the running reconciler', () => {
  it('given an end that nobody told, when the turn is silent for long, then the agent is asked and the turn completes, inferred (rule 15)', async () => {
    bench = await openBench();
    const thread = await runningTurn();
    const session = [...bench.provider.sessions.values()][0];
    if (session === undefined) throw new Error('no session');
    session.busy = false;
    session.standing = { kind: 'ended', finish: 'final' };
    const { turns } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'completed');
    expect(turns.at(-1)).toMatchObject({ inferred: true });
  });

  it('given a turn, when the agent is asked, then what it said and what was heard of it last can be inspected, without its ids', async () => {
    bench = await openBench({ timing: { silence: 60_000 } });
    const thread = await runningTurn();
    const before = await bench.runtime.threads.inspect(thread);
    expect(before).toMatchObject({ bound: true, signal: { kind: 'prompt-accepted' }, effects: [] });
    expect(before.observation).toBeUndefined();
    await bench.do({ type: 'thread.session.reconcile', threadId: thread });
    const after = await bench.runtime.threads.inspect(thread);
    expect(after.observation).toMatchObject({ verdict: { kind: 'alive', busy: true }, cause: 'reconcile', confirmed: false });
    const [session] = bench.provider.sessions.keys();
    const { events } = await bench.runtime.threads.log(thread, {});
    expect(events.map(({ type }) => type)).toContain('session.bound');
    expect(JSON.stringify([after, events])).not.toContain(session);
  });

  it('given an agent that says idle without an end of the step, when asked, then it is interrupted only after a second look', async () => {
    bench = await openBench({ timing: { silence: 60_000 } });
    const thread = await runningTurn();
    const session = [...bench.provider.sessions.values()][0];
    if (session === undefined) throw new Error('no session');
    session.busy = false;
    session.standing = { kind: 'open' };
    const before = bench.provider.calls.filter((call) => call === 'observe').length;
    await bench.do({ type: 'thread.session.reconcile', threadId: thread });
    expect((await bench.get(thread)).turns.at(-1)?.state).toBe('running');
    const { turns } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'interrupted');
    expect(turns.at(-1)).toMatchObject({ cause: 'reconcile', inferred: true });
    expect(bench.provider.calls.filter((call) => call === 'observe').length - before).toBe(2);
  });

  it('given two looks in quick succession, when both say idle without an end, then the second confirms nothing: a second must lie between', async () => {
    bench = await openBench({ timing: { silence: 60_000, observeAgain: 1_500 } });
    const thread = await runningTurn();
    const session = [...bench.provider.sessions.values()][0];
    if (session === undefined) throw new Error('no session');
    session.busy = false;
    session.standing = { kind: 'open' };
    const from = performance.now();
    for (let look = 0; look < 3; look += 1) await bench.do({ type: 'thread.session.reconcile', threadId: thread });
    expect((await bench.get(thread)).turns.at(-1)?.state).toBe('running');
    await bench.until(thread, (each) => each.turns.at(-1)?.state === 'interrupted');
    expect(performance.now() - from).toBeGreaterThan(1_400);
  });

  it('given a stream that breaks and an agent that does not answer, when asked, then the thread is unverified, until it answers (rule 6)', async () => {
    bench = await openBench({ timing: { silence: 60_000 } });
    const { provider } = bench;
    const thread = await runningTurn();
    const observe = provider.onObserve;
    provider.onObserve = () => new Promise(() => undefined);
    provider.tell(provider.only(), { kind: 'disconnected' });
    await bench.until(thread, ({ session }) => session.unverifiedSince !== undefined && session.status === 'running');
    provider.onObserve = observe;
    await bench.until(thread, ({ session }) => session.unverifiedSince === undefined && session.status === 'running');
  });

  it('given a process that dies in mid-turn, when told, then the turn is interrupted and the session stopped; a late second report changes nothing', async () => {
    bench = await openBench();
    const thread = await runningTurn();
    const binding = bench.provider.only();
    bench.provider.die();
    const { turns, version } = await bench.until(thread, ({ session }) => session.status === 'stopped');
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'exit' });
    bench.provider.tell(binding, { kind: 'exited' });
    bench.provider.tell(binding, { kind: 'turn-completed', prompt: bench.provider.lastSent().messageId });
    expect((await bench.runtime.status()).ignored['no-thread']).toBe(2);
    expect((await bench.get(thread)).version).toBe(version);
  });

  it('given work that no prompt asked for, when it comes, then it is a turn of its own that can be stopped (rule 18)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    provider.tell(provider.only(), { kind: 'step-started', prompt: null });
    const adopted = await bench.until(thread, ({ session }) => session.status === 'running');
    expect(adopted.turns.at(-1)).toMatchObject({ origin: 'provider', state: 'running' });
    provider.onAbort = async (binding) => {
      provider.tell(binding, { kind: 'turn-aborted', prompt: null });
      provider.rest(binding, { kind: 'aborted' });
    };
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
  });
});

describe('a restart', () => {
  it('given a live turn, when the server is stopped cleanly, then it is interrupted by the restart, and nothing of ours runs', async () => {
    bench = await openBench();
    const thread = await runningTurn();
    bench.provider.say(bench.provider.only(), bench.provider.lastSent().messageId, 'part', ['half']);
    await bench.until(thread, ({ items }) => items.some((item) => 'text' in item && item.text === 'half'));
    bench = await bench.restart();
    const { turns, session, items } = await bench.get(thread);
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'restart' });
    expect(session.status).toBe('stopped');
    expect(items.at(-1)).toMatchObject({ status: 'partial', text: 'half' });
    expect(bench.provider.calls).toContain('stop');
    await bench.send(thread, 'go on');
    await bench.until(thread, (each) => each.session.status === 'running');
  });

  it('given a kill while the agent lives on, when started again, then the turn is taken up in its epoch and completes with its whole text (rule 14)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    const binding = provider.only();
    const { messageId } = provider.lastSent();
    provider.say(binding, messageId, 'part', ['before ']);
    await bench.until(thread, ({ items }) => items.some((item) => 'text' in item && item.text === 'before '));
    provider.onReattach = async () => provider.tell(binding, { kind: 'item-gap', prompt: messageId, part: 'part' });
    bench = await bench.crash();
    const again = await bench.get(thread);
    expect(again.session).toMatchObject({ status: 'running', epoch: 1 });
    expect(again.items.at(-1)).toMatchObject({ status: 'streaming', text: 'before ', gap: true });
    provider.close(binding, messageId, 'part', 'before and after');
    provider.complete(binding);
    const { turns, items } = await bench.until(thread, ({ session }) => session.status === 'ready');
    expect(turns).toMatchObject([{ state: 'completed' }]);
    expect(items.at(-1)).toMatchObject({ status: 'done', text: 'before and after' });
    expect(provider.sent).toHaveLength(1);
  });

  it('given a kill of both, when started again, then the turn is interrupted by the restart and the shown text kept', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    provider.say(provider.only(), provider.lastSent().messageId, 'part', ['shown']);
    await bench.until(thread, ({ items }) => items.some((item) => 'text' in item && item.text === 'shown'));
    provider.life = null;
    bench = await bench.crash();
    const { turns, session, items } = await bench.get(thread);
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'restart' });
    expect(session.status).toBe('stopped');
    expect(items.at(-1)).toMatchObject({ status: 'partial', text: 'shown' });
  });

  it('given a kill between the hand-over and its acceptance, when the agent has not got it, then it is sent, once (rule 33)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const accept = provider.onPrompt;
    provider.onPrompt = () => new Promise(() => undefined);
    const thread = await bench.newThread();
    await bench.send(thread, 'on its way');
    await expect.poll(() => provider.sent.length).toBe(1);
    provider.onPrompt = accept;
    bench = await bench.crash();
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.sent).toHaveLength(2);
    expect(provider.sent[0]?.messageId).toBe(provider.sent[1]?.messageId);
    expect((await bench.get(thread)).turns).toHaveLength(1);
  });

  it('given an agent that does not answer at the start, when the pass is over, then the thread is left alone, marked, and asked again', async () => {
    bench = await openBench({ timing: { silence: 60_000 } });
    const { provider } = bench;
    const thread = await runningTurn();
    const observe = provider.onObserve;
    provider.onObserve = () => new Promise(() => undefined);
    bench = await bench.crash({ timing: { silence: 60_000, startUpPass: 500 } });
    await bench.until(thread, ({ session }) => session.status === 'running' && session.unverifiedSince !== undefined);
    provider.onObserve = observe;
    await bench.until(thread, ({ session }) => session.status === 'running' && session.unverifiedSince === undefined);
  });

  it('given a data directory in use, when a second server starts, then it is refused with a typed code (rule 35)', async () => {
    bench = await openBench();
    await expect(openBench({ dataDir: bench.dataDir })).rejects.toMatchObject({ code: 'DATA_DIR_LOCKED' });
  });

  it('given a stopped prompt that was never answered and then a kill, when the next message is sent, then it is taken back first (M2)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    await bench.until(thread, ({ turns, session }) => turns.at(-1)?.state === 'interrupted' && session.draining === undefined);
    const stopped = provider.lastSent().messageId;
    // A turn that the agent never began lies in between.
    provider.life = null;
    await bench.do({ type: 'thread.session.stop', threadId: thread });
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    const bind = provider.onBind;
    provider.onBind = () => new Promise(() => undefined);
    await bench.send(thread, 'not begun');
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    provider.onBind = bind;
    bench = await bench.crash();
    await bench.send(thread, 'next');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.takenBack).toEqual([stopped]);
    expect(provider.calls.indexOf('takeBack')).toBeLessThan(provider.calls.lastIndexOf('prompt'));
  });

  it('given a kill in the middle of a stop, when the agent rests at the next start, then the unanswered prompt is still taken back', async () => {
    bench = await openBench({ timing: { stopDeadline: 60_000 } });
    const { provider } = bench;
    const thread = await runningTurn();
    const abort = provider.onAbort;
    provider.onAbort = () => new Promise(() => undefined);
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    const stopped = provider.lastSent().messageId;
    provider.onAbort = abort;
    bench = await bench.crash();
    await bench.until(thread, ({ turns, session }) => turns.at(-1)?.state === 'interrupted' && session.draining === undefined);
    await bench.send(thread, 'next');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.takenBack).toEqual([stopped]);
  });

  it('given a turn whose process died and then a kill, when the next message binds, then what it had finished is asked for (rule 14)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    const lost = provider.lastSent().messageId;
    provider.die();
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    bench = await bench.crash();
    const bind = provider.onBind;
    const asked: unknown[] = [];
    provider.onBind = (request, deadline) => {
      asked.push(request.fillIn);
      return bind(request, deadline);
    };
    await bench.send(thread, 'next');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(asked).toEqual([[lost]]);
    expect(provider.takenBack).toEqual([]);
  });

  it('given a session at rest and a kill, when started again while its agent lives on, then it is followed, and work in it is seen (rule 18)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    const stopped = await bench.newThread();
    await bench.send(stopped, 'let go');
    await bench.until(stopped, ({ session }) => session.status === 'running');
    await bench.do({ type: 'thread.session.stop', threadId: stopped });
    await bench.until(stopped, ({ session }) => session.status === 'stopped');
    const followed: string[] = [];
    provider.onReattach = async (binding) => void followed.push(binding.ref.session);
    const session = [...provider.sessions.values()][0];
    if (session === undefined) throw new Error('no session');
    session.busy = true;
    session.standing = { kind: 'open' };
    bench = await bench.crash();
    const { turns } = await bench.until(thread, (each) => each.session.status === 'running');
    expect(turns.at(-1)).toMatchObject({ origin: 'provider', state: 'running' });
    expect(followed).toEqual([session.binding.ref.session]);
  });
});
