import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import type { ThreadId } from '@plumbline/lifecycle';
import { ProviderFault } from '@plumbline/providers';
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

async function projectOf(thread: ThreadId) {
  return (await bench.get(thread)).thread.projectId;
}

/** A call that does not come back before it is let. */
function held<Arguments extends readonly unknown[], Result>(call: (...args: Arguments) => Promise<Result>) {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { call: (...args: Arguments) => gate.then(() => call(...args)), let: () => open() };
}

describe('to archive or remove is to stop first (rule 40)', () => {
  it('given a question that is open and messages that wait, when archived, then it expires and they are held; a late answer is told so', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    const request = { ref: 'per_1', kind: 'permission', title: 'Run', detail: 'x', choices: ['allow', 'deny'] } as const;
    provider.tell(provider.only(), { kind: 'request-opened', prompt: provider.lastSent().messageId, request });
    await bench.until(thread, ({ requests }) => requests.length === 1);
    await bench.send(thread, 'waits');
    await bench.do({ type: 'thread.archive', threadId: thread });
    const { requests, queue, turns, state } = await bench.get(thread);
    expect(state.archivedAt).toBeDefined();
    expect(turns).toMatchObject([{ state: 'interrupted' }]);
    expect(requests).toMatchObject([{ state: 'expired' }]);
    expect(queue).toMatchObject({ hold: { reason: 'archived' }, messages: [{ text: 'waits', state: 'queued' }] });
    const requestId = requests[0]?.requestId;
    if (requestId === undefined) throw new Error('nothing was asked');
    const answer = { kind: 'decision', decision: 'allow' } as const;
    await expect(bench.do({ type: 'thread.request.respond', threadId: thread, requestId, answer })).rejects.toMatchObject({
      code: 'REQUEST_CLOSED',
    });
    expect(provider.sent).toHaveLength(1);
  });

  it('given a start under way, when archived, then it is done at once; the session that comes later is closed', async () => {
    bench = await openBench();
    const { provider } = bench;
    const bind = held(provider.onBind);
    provider.onBind = bind.call;
    const thread = await bench.newThread();
    await bench.send(thread, 'never begun');
    await expect.poll(() => provider.calls).toContain('bind');
    await bench.do({ type: 'thread.archive', threadId: thread });
    const { state, queue } = await bench.get(thread);
    expect(state.archivedAt).toBeDefined();
    expect(queue.messages).toMatchObject([{ text: 'never begun', state: 'returned', seen: 'no' }]);
    bind.let();
    await expect.poll(() => provider.calls).toContain('release');
    expect(provider.sessions.size).toBe(0);
    expect((await bench.get(thread)).session).toMatchObject({ status: 'stopped', epoch: 0 });
  });

  it('given a session that refuses to be let go, when archived, then the thread stays and says why; once it agrees, it is archived', async () => {
    bench = await openBench();
    const { provider } = bench;
    const release = provider.onRelease;
    const thread = await runningTurn();
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    provider.onRelease = async () => {
      throw new ProviderFault('PROVIDER_REFUSED', 'Not now.');
    };
    const archive = () => bench.do({ type: 'thread.archive', threadId: thread });
    await expect(archive()).rejects.toMatchObject({ code: 'BLOCKED_BY_STOP', message: expect.stringContaining('Not now.') });
    const stays = await bench.get(thread);
    expect(stays.state.archivedAt).toBeUndefined();
    expect(stays.session.status).toBe('ready');
    provider.onRelease = release;
    await archive();
    expect((await bench.get(thread)).state.archivedAt).toBeDefined();
  });

  it('given a removed thread, when its agent goes on telling, then that is counted and opens nothing', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    const binding = provider.only();
    const prompt = provider.lastSent().messageId;
    await bench.do({ type: 'thread.remove', threadId: thread });
    const before = (await bench.runtime.status()).ignored['no-thread'] ?? 0;
    provider.tell(binding, { kind: 'step-started', prompt });
    provider.tell(binding, { kind: 'turn-completed', prompt });
    await expect.poll(async () => (await bench.runtime.status()).ignored['no-thread']).toBe(before + 2);
    await expect(bench.get(thread)).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
    expect((await bench.runtime.threads.list({})).threads).toEqual([]);
  });
});

describe('to remove a project (rule 40)', () => {
  it('given a thread of it that cannot be stopped, then the project stays with it, and says why', async () => {
    bench = await openBench();
    bench.provider.onAbort = async () => undefined;
    const [thread, other] = [await runningTurn(), await runningTurn()];
    const projectId = await projectOf(thread);
    await expect(bench.runtime.projects.remove({ projectId })).rejects.toMatchObject({ code: 'BLOCKED_BY_RUNNING_TURN' });
    expect((await bench.runtime.projects.list()).map((each) => each.projectId)).toContain(projectId);
    for (const each of [thread, other]) expect((await bench.get(each)).session.status).toBe('running');
  });

  it('given a thread that is made in it while it is being removed, then that is refused, and nothing of it is left', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await runningTurn();
    const projectId = await projectOf(thread);
    const abort = held(provider.onAbort);
    provider.onAbort = abort.call;
    const removal = bench.runtime.projects.remove({ projectId });
    await expect.poll(() => provider.calls).toContain('abort');
    await expect(bench.do({ type: 'thread.create', projectId, settings: {} })).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    abort.let();
    await removal;
    expect((await bench.runtime.threads.list({ projectId })).threads).toEqual([]);
  });

  it('given threads that are made in it at that very moment, then each is refused or removed with it', async () => {
    bench = await openBench();
    const { projects, threads } = bench.runtime;
    const projectId = await projectOf(await bench.newThread());
    const make = () =>
      bench.do({ type: 'thread.create', projectId, settings: {} }).catch(({ code }) => expect(code).toBe('PROJECT_NOT_FOUND'));
    // Another program holds the write lock: what is made before the removal begins is written only after that.
    const intruder = createClient({ url: pathToFileURL(join(bench.dataDir, 'plumbline.db')).href });
    const lock = await intruder.transaction('write');
    const before = Array.from({ length: 5 }, make);
    for (let look = 0; look < 5; look += 1) await projects.list();
    const removal = projects.remove({ projectId });
    const after = Array.from({ length: 5 }, make);
    for (let look = 0; look < 5; look += 1) await projects.list();
    await lock.rollback();
    intruder.close();
    await Promise.all([...before, removal, ...after]);
    expect((await threads.list({ projectId })).threads).toEqual([]);
    expect((await projects.list()).map((each) => each.projectId)).not.toContain(projectId);
  });

  it('given two who remove it at once, then it is gone, and nobody is told of threads that the other one removed', async () => {
    bench = await openBench();
    const thread = await runningTurn();
    const projectId = await projectOf(thread);
    const { remove, list } = bench.runtime.projects;
    const both = await Promise.allSettled([remove({ projectId }), remove({ projectId })]);
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(refused.filter((code) => code !== 'PROJECT_NOT_FOUND')).toEqual([]);
    expect((await list()).map((each) => each.projectId)).not.toContain(projectId);
  });
});
