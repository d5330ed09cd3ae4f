import type { TaskId, ThreadId, ThreadSnapshot } from '@plumbline/lifecycle';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

/** A thread at rest that left a command running. */
async function withTask(): Promise<{ threadId: ThreadId; taskId: TaskId }> {
  const threadId = await bench.newThread();
  await bench.send(threadId, 'one');
  await bench.until(threadId, ({ session }) => session.status === 'running');
  const { provider } = bench;
  provider.tell(provider.only(), { kind: 'task-started', ref: '7:1', title: 'sleep 300', pid: 7 });
  provider.complete(provider.only());
  const { state } = await bench.until(threadId, ({ session, thread }) => session.status === 'ready' && thread.tasks !== undefined);
  return { threadId, taskId: Object.keys(state.tasks ?? {})[0] as TaskId };
}

describe('tasks (rule 12)', () => {
  it('given a command that was left running, when it is stopped, then the agent is asked, and it ends', async () => {
    bench = await openBench();
    const { threadId, taskId } = await withTask();
    await bench.do({ type: 'thread.task.stop', threadId, taskId });
    const { items } = await bench.until(threadId, ({ thread }) => thread.tasks === undefined);
    expect(bench.provider.calls).toContain('stopTask');
    expect(items.flatMap((item) => (item.kind === 'notice' ? [item.text] : []))).toEqual(['Left running: sleep 300', 'Ended: sleep 300']);
  });

  it('given a task that does not end, then the stop has failed, the task is shown, and it may be forced, also after a crash', async () => {
    bench = await openBench();
    const { provider } = bench;
    const { threadId, taskId } = await withTask();
    provider.onStopTask = async () => undefined;
    await bench.do({ type: 'thread.task.stop', threadId, taskId });
    const failed = await bench.until(threadId, ({ state }) => state.tasks?.[taskId]?.problem !== undefined);
    expect(failed.state.tasks?.[taskId]).toMatchObject({ problem: { code: 'STOP_DEADLINE' } });
    bench = await bench.crash();
    provider.onStopTask = async (binding, ref) => provider.tell(binding, { kind: 'task-ended', ref, lost: false });
    await bench.do({ type: 'thread.task.stop', threadId, taskId, force: true });
    await bench.until(threadId, ({ thread }) => thread.tasks === undefined);
    expect(provider.calls).toContain('stopTask force');
  });

  it('given a task that ends while we are away, then the agent is asked by its ref, and it is shown no longer', async () => {
    bench = await openBench();
    const { provider } = bench;
    const { threadId } = await withTask();
    const asked: string[] = [];
    provider.onReattach = async (binding, _prompts, tasks) => {
      asked.push(...tasks);
      for (const ref of tasks) provider.tell(binding, { kind: 'task-ended', ref, lost: false });
    };
    bench = await bench.crash();
    await bench.until(threadId, ({ thread }) => thread.tasks === undefined);
    expect(asked).toEqual(['7:1']);
  });

  it('given more than are watched, when all are told again after a crash, then each was said once, in its place (rules 12, 16)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const { threadId } = await withTask();
    const tell = () => {
      for (let n = 1; n <= 22; n += 1) provider.tell(provider.only(), { kind: 'task-started', ref: `9:${n}`, title: `sleep ${n}`, pid: 9 });
    };
    const said = ({ items }: ThreadSnapshot) => items.flatMap((item) => (item.kind === 'notice' ? [[item.order, item.text]] : []));
    tell();
    const before = await bench.until(threadId, (each) => said(each).length === 23);
    provider.onReattach = async () => tell();
    bench = await bench.crash();
    await expect.poll(() => provider.calls).toContain('reattach');
    await bench.do({ type: 'thread.session.reconcile', threadId });
    const after = await bench.get(threadId);
    expect(said(after)).toEqual(said(before));
    expect(after.version).toBe(before.version);
    expect(Object.keys(after.state.tasks ?? {})).toHaveLength(20);
  });

  it('given an archive, then the task is stopped first', async () => {
    bench = await openBench();
    const { threadId } = await withTask();
    await bench.do({ type: 'thread.archive', threadId });
    const { provider } = bench;
    expect(provider.calls.indexOf('stopTask')).toBeGreaterThan(0);
    expect(provider.calls.indexOf('stopTask')).toBeLessThan(provider.calls.indexOf('release'));
  });
});

describe('the release of an idle session (rule 20)', () => {
  const timing = { releaseAfter: 150 };

  it('given a session in which nothing goes on, then it is let go, its process ends, and the next message resumes it', async () => {
    bench = await openBench({ timing });
    const { provider } = bench;
    const threadId = await bench.newThread();
    await bench.send(threadId, 'one');
    await bench.until(threadId, ({ session }) => session.status === 'running');
    const { ref } = provider.only();
    provider.complete(provider.only());
    const { turns } = await bench.until(threadId, ({ session }) => session.status === 'stopped');
    expect(turns.map((turn) => turn.state)).toEqual(['completed']);
    expect(provider.calls).toContain('release');
    await expect.poll(() => provider.life).toBeNull();
    await bench.send(threadId, 'two');
    await bench.until(threadId, ({ session }) => session.status === 'running');
    expect(provider.only().ref).toEqual(ref);
  });

  it('given an agent that is at work at that moment, then nothing is cut', async () => {
    bench = await openBench({ timing });
    const { provider } = bench;
    const threadId = await bench.newThread();
    await bench.send(threadId, 'one');
    await bench.until(threadId, ({ session }) => session.status === 'running');
    provider.onObserve = async () => ({ kind: 'alive', busy: true, prompt: 'present', standing: { kind: 'open' } });
    provider.complete(provider.only());
    const { turns } = await bench.until(threadId, (each) => each.turns.length === 2);
    expect(turns.at(-1)).toMatchObject({ origin: 'provider', state: 'running' });
    expect(provider.calls).not.toContain('release');
  });

  /** A session at rest that is being asked whether it may be let go; the answer, that it is idle, comes when it is let. */
  async function asked(): Promise<{ threadId: ThreadId; answer(): void }> {
    const { provider } = bench;
    const threadId = await bench.newThread();
    await bench.send(threadId, 'one');
    await bench.until(threadId, ({ session }) => session.status === 'running');
    const observe = provider.onObserve;
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    provider.onObserve = async (binding, prompts) => {
      const verdict = await observe(binding, prompts);
      await answered;
      return verdict;
    };
    provider.complete(provider.only());
    await bench.until(threadId, ({ session }) => session.status === 'ready');
    const before = provider.calls.length;
    await expect.poll(() => provider.calls.slice(before)).toContain('observe');
    return {
      threadId,
      answer: () => {
        provider.onObserve = observe;
        answer();
      },
    };
  }

  it('given a message that comes between the question and its answer, then it goes, in the same session', async () => {
    bench = await openBench({ timing: { ...timing, observeDeadline: 5_000 } });
    const { provider } = bench;
    const { threadId, answer } = await asked();
    await bench.send(threadId, 'two');
    answer();
    await bench.until(threadId, ({ turns, session }) => turns.length === 2 && session.status === 'running');
    expect(provider.calls).not.toContain('release');
    expect(provider.calls.filter((call) => call === 'bind')).toHaveLength(1);
  });

  it('given a command that proves to be left running between the question and its answer, then its session stays', async () => {
    bench = await openBench({ timing: { ...timing, observeDeadline: 5_000 } });
    const { provider } = bench;
    const { threadId, answer } = await asked();
    provider.tell(provider.only(), { kind: 'task-started', ref: '7:1', title: 'sleep 300', pid: 7 });
    await bench.until(threadId, ({ thread }) => thread.tasks !== undefined);
    answer();
    // Asked again since the answer was outdated, it is still no reason.
    const before = provider.calls.length;
    await expect.poll(() => provider.calls.slice(before)).toContain('observe');
    expect(provider.calls).not.toContain('release');
    expect((await bench.get(threadId)).session.status).toBe('ready');
  });

  it('given the last session is let go while another thread starts in the process, then the process stays', async () => {
    bench = await openBench({ timing });
    const { provider } = bench;
    const threadId = await bench.newThread();
    const other = await bench.newThread();
    await bench.send(threadId, 'one');
    await bench.until(threadId, ({ session }) => session.status === 'running');
    const bind = provider.onBind;
    let come = (): void => undefined;
    const comes = new Promise<void>((resolve) => {
      come = resolve;
    });
    provider.onBind = (request, deadline) => comes.then(() => bind(request, deadline));
    await bench.send(other, 'starts');
    provider.complete(provider.only());
    await bench.until(threadId, ({ session }) => session.status === 'stopped');
    await expect.poll(() => provider.calls).toContain('release');
    come();
    await bench.until(other, ({ session }) => session.status === 'running');
    expect(provider.calls).not.toContain('kill');
  });
});
