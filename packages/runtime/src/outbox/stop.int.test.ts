import type { ThreadId } from '@plumbline/lifecycle';
import { ProviderFault } from '@plumbline/providers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

async function runningTurn(text = 'work'): Promise<ThreadId> {
  const thread = await bench.newThread();
  await bench.send(thread, text);
  await bench.until(thread, ({ session }) => session.status === 'running');
  return thread;
}

const stop = (threadId: ThreadId) => bench.do({ type: 'thread.turn.interrupt', threadId });

describe('a stop', () => {
  it('given a turn in mid-stream, when it is stopped ten times, then one abort, interrupted, the shown text kept, and the next turn works', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    provider.say(provider.only(), provider.lastSent().messageId, 'part', ['half a sen']);
    await bench.until(thread, ({ items }) => items.some((item) => 'text' in item && item.text === 'half a sen'));
    await Promise.all(Array.from({ length: 10 }, () => stop(thread)));
    const stopped = await bench.until(thread, ({ session }) => session.status === 'ready' && session.draining === undefined);
    expect(stopped.turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'user' });
    expect(stopped.session.lastError).toBeUndefined();
    expect(stopped.items.at(-1)).toMatchObject({ status: 'partial', text: 'half a sen' });
    expect(provider.calls.filter((call) => call === 'abort')).toHaveLength(1);
    await bench.send(thread, 'next');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.calls).not.toContain('takeBack');
  });

  it('given an aborted turn whose agent is not at rest, when the next message is sent, then it is not handed over before it is (rule 13)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    const binding = provider.only();
    provider.onAbort = async () => provider.tell(binding, { kind: 'turn-aborted', prompt: provider.lastSent().messageId });
    await stop(thread);
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
    await bench.send(thread, 'next');
    const observed = provider.calls.length;
    await expect.poll(() => provider.calls.slice(observed).filter((call) => call === 'observe').length).toBeGreaterThan(1);
    expect(provider.sent).toHaveLength(1);
    provider.rest(binding, { kind: 'aborted' });
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.sent).toHaveLength(2);
  });

  it('given an aborted turn whose agent is not at rest, when its session is stopped, then it is let go only when it is (rule 13)', async () => {
    bench = await openBench({ timing: { stopDeadline: 5_000 } });
    const { provider } = bench;
    const thread = await runningTurn();
    const binding = provider.only();
    provider.onAbort = async () => provider.tell(binding, { kind: 'turn-aborted', prompt: provider.lastSent().messageId });
    await bench.do({ type: 'thread.session.stop', threadId: thread });
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
    const observed = provider.calls.length;
    await expect.poll(() => provider.calls.slice(observed).filter((call) => call === 'observe').length).toBeGreaterThan(1);
    expect(provider.calls).not.toContain('release');
    provider.rest(binding, { kind: 'aborted' });
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    expect(provider.calls).toContain('release');
  });

  it('given a prompt that was accepted and never answered, when it is stopped, then it is taken back before the next one goes (M2)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    await stop(thread);
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
    await bench.send(thread, 'next');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.calls.indexOf('takeBack')).toBeGreaterThan(0);
    expect(provider.calls.indexOf('takeBack')).toBeLessThan(provider.calls.lastIndexOf('prompt'));
  });

  it('given a start under way, when it is stopped, then at once interrupted and the message returned; what the start brings is closed (rule 11)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const bind = provider.onBind;
    let go = (): void => undefined;
    provider.onBind = async (request, deadline) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return bind(request, deadline);
    };
    const thread = await bench.newThread();
    await bench.send(thread, 'never mind');
    await expect.poll(() => provider.calls).toContain('bind');
    await stop(thread);
    const { turns, queue } = await bench.get(thread);
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'user' });
    expect(queue.messages).toMatchObject([{ state: 'returned', reason: 'interrupted', seen: 'no' }]);
    go();
    await expect.poll(() => provider.calls).toContain('release');
    expect(provider.sent).toHaveLength(0);
  });

  it('given a prompt on its way, when it is stopped, then the abort waits until the prompt is accepted (M1)', async () => {
    bench = await openBench();
    const { provider } = bench;
    provider.onPrompt = async () => undefined;
    const thread = await bench.newThread();
    await bench.send(thread, 'work');
    await expect.poll(() => provider.sent.length).toBe(1);
    await stop(thread);
    expect((await bench.get(thread)).turns.at(-1)).toMatchObject({ state: 'pending' });
    expect(provider.calls).not.toContain('abort');
    provider.accept(provider.only(), provider.lastSent().messageId);
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
    expect(provider.calls).toContain('abort');
  });

  it('given an agent that answers the abort and goes on, when the deadline passes and nothing else lives there, then it is killed: cause deadline', async () => {
    bench = await openBench();
    const { provider } = bench;
    provider.onAbort = async () => undefined;
    const thread = await runningTurn();
    await stop(thread);
    const { turns, session } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'interrupted');
    expect(turns.at(-1)).toMatchObject({ cause: 'deadline' });
    expect(session.status).toBe('stopped');
    expect(provider.calls.indexOf('killCommands')).toBeLessThan(provider.calls.indexOf('kill'));
    await bench.send(thread, 'next');
    await bench.until(thread, (each) => each.session.status === 'running');
  });

  it('given the same with another thread at work in a healthy process, when the deadline passes, then the stop failed, and Force ends both', async () => {
    bench = await openBench();
    const { provider } = bench;
    provider.onAbort = async () => undefined;
    const other = await runningTurn('other');
    const thread = await runningTurn('deaf');
    await stop(thread);
    const failed = await bench.until(thread, ({ state }) => state.turn?.stopProblem !== undefined);
    expect(failed.state.turn).toMatchObject({ state: 'running', stopProblem: { code: 'STOP_DEADLINE' } });
    expect(provider.calls).not.toContain('kill');
    expect((await bench.get(other)).session.status).toBe('running');
    await bench.do({ type: 'thread.session.stop', threadId: thread, force: true });
    const forced = await bench.until(thread, ({ session }) => session.status === 'stopped');
    expect(forced.turns.at(-1)).toMatchObject({ state: 'interrupted' });
    const victim = await bench.until(other, ({ session }) => session.status === 'stopped');
    expect(victim.turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'exit' });
  });

  it('given a message of another thread on its way to the same process, when a stop is not answered, then nothing is killed; Force gives it back as perhaps seen', async () => {
    bench = await openBench({ timing: { acceptDeadline: 60_000 } });
    const { provider } = bench;
    provider.onAbort = async () => undefined;
    const thread = await runningTurn('deaf');
    provider.onPrompt = () => new Promise(() => undefined);
    const other = await bench.newThread();
    await bench.send(other, 'on its way');
    await expect.poll(() => provider.sent.length).toBe(2);
    await stop(thread);
    await bench.until(thread, ({ state }) => state.turn?.stopProblem?.code === 'STOP_DEADLINE');
    expect(provider.calls).not.toContain('kill');
    await bench.do({ type: 'thread.session.stop', threadId: thread, force: true });
    const victim = await bench.until(other, ({ session }) => session.status === 'stopped');
    expect(victim.turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'exit' });
    expect(victim.queue.messages).toMatchObject([{ text: 'on its way', state: 'returned', reason: 'exit', seen: 'perhaps' }]);
  });

  it('given another thread that starts in the same process, when a stop is not answered, then nothing is killed', async () => {
    bench = await openBench({ timing: { startDeadline: 60_000 } });
    const { provider } = bench;
    provider.onAbort = async () => undefined;
    const thread = await runningTurn('deaf');
    const bind = provider.onBind;
    let go = (): void => undefined;
    const wait = new Promise<void>((resolve) => {
      go = resolve;
    });
    provider.onBind = (request, deadline) => wait.then(() => bind(request, deadline));
    const other = await bench.newThread();
    await bench.send(other, 'starts');
    await stop(thread);
    await bench.until(thread, ({ state }) => state.turn?.stopProblem?.code === 'STOP_DEADLINE');
    go();
    await bench.until(other, ({ session }) => session.status === 'running');
    expect(provider.calls).not.toContain('kill');
  });

  it('given an agent that refuses the abort, when told, then the reason is seen, the session kept, and the stop may be repeated', async () => {
    bench = await openBench();
    const { provider } = bench;
    const abort = provider.onAbort;
    provider.onAbort = async () => {
      throw new ProviderFault('PROVIDER_REFUSED', 'Not now.');
    };
    const thread = await runningTurn();
    await stop(thread);
    const failed = await bench.until(thread, ({ state }) => state.turn?.stopProblem !== undefined);
    expect(failed.state.turn?.stopProblem).toMatchObject({ code: 'STOP_REFUSED', message: 'Not now.' });
    expect(failed.session.status).toBe('running');
    provider.onAbort = abort;
    await stop(thread);
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
  });

  it('given work that comes after the abort, when it is seen, then the abort is sent again (rule 11)', async () => {
    bench = await openBench({ timing: { stopDeadline: 3_000 } });
    const { provider } = bench;
    provider.onAbort = async () => undefined;
    const thread = await runningTurn();
    await stop(thread);
    await expect.poll(() => provider.calls.filter((call) => call === 'abort').length).toBe(1);
    provider.onAbort = async (binding) => provider.rest(binding, { kind: 'aborted' });
    provider.tell(provider.only(), { kind: 'step-started', prompt: provider.lastSent().messageId });
    await bench.until(thread, ({ turns }) => turns.at(-1)?.state === 'interrupted');
    expect(provider.calls.filter((call) => call === 'abort')).toHaveLength(2);
    expect(provider.calls).not.toContain('killCommands');
  });
});
