import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandId, ProjectId, ThreadId } from '@plumbline/lifecycle';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

const newId = () => randomUUID() as CommandId;

describe('commands', () => {
  it('given one command id, when the command comes twice, at once and later, then it is done once and answered the same (rule 27)', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    const commandId = newId();
    const command = { type: 'thread.turn.start', threadId: thread, text: 'once' } as const;
    const both = await Promise.all([bench.runtime.dispatch({ commandId, command }), bench.runtime.dispatch({ commandId, command })]);
    expect(both[0]).toEqual(both[1]);
    const later = await bench.runtime.dispatch({ commandId, command });
    expect(later).toMatchObject({ messageId: both[0].messageId, turnId: both[0].turnId, version: both[0].version });
    expect(bench.provider.sent.length).toBeLessThanOrEqual(1);
    expect((await bench.get(thread)).turns).toHaveLength(1);
    await expect(bench.runtime.dispatch({ commandId, command: { ...command, text: 'other' } })).rejects.toMatchObject({
      code: 'COMMAND_CONFLICT',
    });
  });

  it('given a command that was refused, when it comes again, then it is refused the same, though it would be taken by now', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    await bench.do({ type: 'thread.archive', threadId: thread });
    const commandId = newId();
    const command = { type: 'thread.turn.start', threadId: thread, text: 'hello' } as const;
    await expect(bench.runtime.dispatch({ commandId, command })).rejects.toMatchObject({ code: 'THREAD_ARCHIVED' });
    await bench.do({ type: 'thread.unarchive', threadId: thread });
    await expect(bench.runtime.dispatch({ commandId, command })).rejects.toMatchObject({
      code: 'THREAD_ARCHIVED',
      refusal: { removedBy: 'thread.unarchive' },
    });
  });

  it('given a send whose answer is lost with the server, when it comes again to the next one, then it is answered the same and not done again', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    const commandId = newId();
    const command = { type: 'thread.turn.start', threadId: thread, text: 'once' } as const;
    const { messageId, turnId, version } = await bench.runtime.dispatch({ commandId, command });
    await bench.until(thread, ({ session }) => session.status === 'running');
    bench = await bench.crash();
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    expect(await bench.runtime.dispatch({ commandId, command })).toMatchObject({ messageId, turnId, version });
    expect((await bench.get(thread)).turns).toHaveLength(1);
    await expect(bench.runtime.dispatch({ commandId, command: { ...command, text: 'other' } })).rejects.toMatchObject({
      code: 'COMMAND_CONFLICT',
    });
  });

  it('given two commands under one id at the same moment, when they differ in text or thread, then one is done and the other is a conflict', async () => {
    bench = await openBench();
    const [thread, other] = [await bench.newThread(), await bench.newThread()];
    const send = (threadId: ThreadId, text: string) => ({ type: 'thread.turn.start', threadId, text }) as const;
    for (const second of [send(thread, 'other'), send(other, 'one')]) {
      const commandId = newId();
      const both = [send(thread, 'one'), second].map((command) => bench.runtime.dispatch({ commandId, command }));
      const [done, refused] = await Promise.allSettled(both);
      expect(done).toMatchObject({ status: 'fulfilled' });
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'COMMAND_CONFLICT' } });
    }
    expect((await bench.get(other)).turns).toEqual([]);
  });

  it('given unknown targets, when commands come, then each has its typed error', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    const unknown = 'thr_unknown' as ThreadId;
    await expect(bench.send(unknown, 'hello')).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
    await expect(bench.get(unknown)).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
    await expect(bench.do({ type: 'thread.session.reconcile', threadId: unknown })).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
    const create = { type: 'thread.create', projectId: 'prj_unknown' as ProjectId, settings: {} } as const;
    await expect(bench.do(create)).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    const { projectId } = (await bench.get(thread)).thread;
    await expect(bench.do({ ...create, projectId, settings: { model: 'cloud/unknown' } })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await expect(bench.do({ ...create, projectId, settings: { provider: 'nobody' } })).rejects.toMatchObject({ code: 'PROVIDER_MISSING' });
    await expect(bench.runtime.projects.add({ path: 'relative' })).rejects.toMatchObject({ code: 'PROJECT_PATH_INVALID' });
  });

  it('given a running turn, when its thread is archived, then it is stopped first, its session let go, and then it is archived (rule 40)', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    await bench.send(thread, 'work');
    await bench.until(thread, ({ session }) => session.status === 'running');
    await bench.send(thread, 'waits');
    await bench.do({ type: 'thread.archive', threadId: thread });
    const { session, turns, queue, state } = await bench.get(thread);
    expect(state.archivedAt).toBeDefined();
    expect(session.status).toBe('stopped');
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted' });
    expect(queue).toMatchObject({ hold: { reason: 'archived' }, messages: [{ text: 'waits', state: 'queued' }] });
    expect(bench.provider.calls).toContain('release');
  });

  it('given an agent that cannot be stopped while others use it, when a thread is removed, then it stays and says why (rule 40)', async () => {
    bench = await openBench();
    bench.provider.onAbort = async () => undefined;
    const other = await bench.newThread();
    const thread = await bench.newThread();
    for (const each of [other, thread]) {
      await bench.send(each, 'work');
      await bench.until(each, ({ session }) => session.status === 'running');
    }
    await expect(bench.do({ type: 'thread.remove', threadId: thread })).rejects.toMatchObject({ code: 'BLOCKED_BY_RUNNING_TURN' });
    expect((await bench.get(thread)).session.status).toBe('running');
  });

  it('given a project with threads at work, when it is removed, then they are stopped, and nothing of it is listed', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    const { projectId } = (await bench.get(thread)).thread;
    await bench.send(thread, 'work');
    await bench.until(thread, ({ session }) => session.status === 'running');
    await bench.runtime.projects.remove({ projectId });
    expect((await bench.runtime.projects.list()).map((project) => project.projectId)).not.toContain(projectId);
    await expect(bench.send(thread, 'more')).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
    expect(bench.provider.sessions.size).toBe(0);
  });
});

describe('commands of projects', () => {
  it('given one command id, when a project is added, changed or removed twice, then it is done once and answered the same (rule 27)', async () => {
    bench = await openBench();
    const { projects } = bench.runtime;
    const path = join(bench.dataDir, 'added');
    mkdirSync(path);
    const adding = { path, title: 'Added', commandId: newId() };
    const both = await Promise.all([projects.add(adding), projects.add(adding)]);
    expect(both[0]).toEqual(both[1]);
    const { projectId, sequence, version } = both[0];
    expect({ sequence, version }).toEqual({ sequence: (await bench.runtime.status()).sequence, version: 0 });
    const renaming = { projectId, title: 'Renamed', commandId: newId() };
    await projects.update(renaming);
    await projects.update({ projectId, title: 'Renamed since' });
    await projects.update(renaming);
    expect((await projects.list()).find((each) => each.projectId === projectId)?.title).toBe('Renamed since');
    const removing = { projectId, commandId: newId() };
    await projects.remove(removing);
    expect(await projects.remove(removing)).toMatchObject({ projectId });
    expect((await projects.add(adding)).projectId).toBe(projectId);
    expect((await projects.list()).map((each) => each.projectId)).not.toContain(projectId);
  });

  it('given a command id that was used, when another command comes under it, then it is a conflict, of threads and projects alike', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    const { projectId } = (await bench.get(thread)).thread;
    const commandId = newId();
    await bench.runtime.projects.update({ projectId, title: 'One', commandId });
    const conflict = { code: 'COMMAND_CONFLICT' };
    await expect(bench.runtime.projects.update({ projectId, title: 'Two', commandId })).rejects.toMatchObject(conflict);
    await expect(bench.runtime.projects.remove({ projectId, commandId })).rejects.toMatchObject(conflict);
    const rename = { type: 'thread.rename', threadId: thread, title: 'Three' } as const;
    await expect(bench.runtime.dispatch({ commandId, command: rename })).rejects.toMatchObject(conflict);
  });

  it('given a path that is refused, when the same command comes again, then it is refused the same, though the directory is there by now', async () => {
    bench = await openBench();
    const adding = { path: join(bench.dataDir, 'later'), commandId: newId() };
    await expect(bench.runtime.projects.add(adding)).rejects.toMatchObject({ code: 'PROJECT_PATH_INVALID' });
    mkdirSync(adding.path);
    await expect(bench.runtime.projects.add(adding)).rejects.toMatchObject({ code: 'PROJECT_PATH_INVALID' });
    await bench.runtime.projects.add({ path: adding.path });
  });
});
