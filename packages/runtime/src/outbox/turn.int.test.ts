import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderFault } from '@plumbline/providers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

describe('a turn', () => {
  it('given a new thread, when a message is sent, then it is bound, handed over once, streamed, and completed with its whole text', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    const sent = await bench.send(thread, 'Hello');
    expect(sent).toMatchObject({ fate: 'started' });
    await bench.until(thread, ({ session }) => session.status === 'running');
    const binding = provider.only();
    const prompt = provider.lastSent();
    expect(prompt).toMatchObject({ messageId: sent.messageId, text: 'Hello', settings: { model: 'practice/practice' } });
    provider.say(binding, prompt.messageId, 'part-1', ['Hi ', 'there']);
    const streaming = await bench.until(thread, ({ items }) => items.some((item) => item.kind === 'assistant' && item.text === 'Hi there'));
    expect(streaming.items.at(-1)).toMatchObject({ status: 'streaming' });
    provider.close(binding, prompt.messageId, 'part-1', 'Hi there.');
    provider.complete(binding);
    const done = await bench.until(thread, ({ session }) => session.status === 'ready');
    expect(done.turns.at(-1)).toMatchObject({ state: 'completed', cause: 'provider', origin: 'user' });
    expect(done.items.map((item) => [item.kind, item.status, 'text' in item ? item.text : ''])).toEqual([
      ['user', 'done', 'Hello'],
      ['assistant', 'done', 'Hi there.'],
    ]);
    expect(provider.calls.filter((call) => call === 'prompt')).toHaveLength(1);
    expect(await bench.events(thread)).toEqual([
      'thread.created',
      'message.accepted',
      'thread.renamed',
      'turn.requested',
      'item.closed',
      'session.bound',
      'message.delivering',
      'message.delivered',
      'turn.started',
      'item.started',
      'item.closed',
      'turn.settled',
    ]);
  });

  it('given a running turn, when another message is sent, then it waits, and goes when the turn has completed, in the same session (rules 21, 25)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    await bench.send(thread, 'one');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(await bench.send(thread, 'two')).toMatchObject({ fate: 'queued' });
    expect(provider.sent).toHaveLength(1);
    provider.complete(provider.only());
    await bench.until(thread, ({ turns, session }) => turns.length === 2 && session.status === 'running');
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['one', 'two']);
    expect(provider.calls.filter((call) => call === 'bind')).toHaveLength(1);
  });

  it('given a session that was let go, when a message is sent, then the recorded session is resumed in a new epoch (rule 22)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    await bench.send(thread, 'one');
    await bench.until(thread, ({ session }) => session.status === 'running');
    const before = provider.only();
    provider.complete(before);
    await bench.until(thread, ({ session }) => session.status === 'ready');
    await bench.do({ type: 'thread.session.stop', threadId: thread });
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    await bench.send(thread, 'two');
    const again = await bench.until(thread, ({ session }) => session.status === 'running');
    expect(again.session.epoch).toBe(2);
    expect(provider.only().ref).toEqual(before.ref);
  });

  it('given an agent that refuses the message, when it is handed over, then the turn is an error and the message comes back unseen', async () => {
    bench = await openBench();
    bench.provider.onPrompt = async () => {
      throw new ProviderFault('PROVIDER_REFUSED', 'No such model.');
    };
    const thread = await bench.newThread();
    await bench.send(thread, 'Hello');
    const { turns, queue, session } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(turns.at(-1)?.failure).toMatchObject({ code: 'PROVIDER_REFUSED' });
    expect(queue.messages).toMatchObject([{ text: 'Hello', state: 'returned', reason: 'refused', seen: 'no' }]);
    expect(session.status).toBe('ready');
  });

  it('given a call without an answer, when the agent has the prompt, then it runs; when it has not for long, the message comes back unseen (rule 33)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    provider.onPrompt = async (binding, prompt) => {
      const session = provider.sessions.get(binding.ref.session);
      session?.prompts.add(prompt.messageId);
      if (session !== undefined) session.busy = true;
      throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The connection broke.', { seen: 'perhaps' });
    };
    await bench.send(thread, 'has it');
    await bench.until(thread, ({ session }) => session.status === 'running');
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    provider.onPrompt = async () => {
      throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The connection broke.', { seen: 'perhaps' });
    };
    await bench.send(thread, 'has it not');
    const { queue, turns } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(turns.at(-1)?.failure?.code).toBe('ACCEPT_DEADLINE');
    expect(queue.messages).toMatchObject([{ text: 'has it not', state: 'returned', seen: 'no' }]);
    expect(provider.sent).toHaveLength(2);
  });

  it('given an agent that takes the call and never shows the prompt, when the acceptance deadline passes, then it is looked up', async () => {
    bench = await openBench();
    const { provider } = bench;
    provider.onPrompt = async () => undefined;
    const thread = await bench.newThread();
    await bench.send(thread, 'Hello');
    const { queue } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(queue.messages).toMatchObject([{ state: 'returned', seen: 'no' }]);
  });
});

describe('a start', () => {
  it('given an agent that hangs in one start, when another thread is used, then that one is not delayed; the late session is closed (rules 23, 40)', async () => {
    bench = await openBench({ timing: { startDeadline: 400 } });
    const { provider } = bench;
    const bind = provider.onBind;
    let comeLate = (): void => undefined;
    provider.onBind = async (request, deadline) => {
      await new Promise<void>((resolve) => {
        comeLate = resolve;
      });
      return bind(request, deadline);
    };
    const hanging = await bench.newThread();
    await bench.send(hanging, 'Hello');
    await expect.poll(() => provider.calls).toContain('bind');
    provider.onBind = bind;
    const other = await bench.newThread();
    await bench.send(other, 'Hello');
    await bench.until(other, ({ session }) => session.status === 'running');
    const { turns, queue } = await bench.until(hanging, (each) => each.turns.at(-1)?.state === 'error');
    expect(turns.at(-1)?.failure?.code).toBe('START_DEADLINE');
    expect(queue.messages).toMatchObject([{ state: 'returned', seen: 'no' }]);
    comeLate();
    await expect.poll(() => provider.calls).toContain('release');
    expect((await bench.get(hanging)).session.epoch).toBe(0);
  });

  it('given a project whose directory was deleted, when a message is sent, then it comes back with its own code, until a new path mends it (rule 24)', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    const { projectId } = (await bench.get(thread)).thread;
    const isAvailable = async () => (await bench.runtime.projects.list()).find((each) => each.projectId === projectId)?.available;
    rmSync(join(bench.dataDir, 'project'), { recursive: true });
    expect(await isAvailable()).toBe(false);
    await bench.send(thread, 'Hello');
    const { session, turns, queue } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(turns.at(-1)?.failure?.code).toBe('PROJECT_DIRECTORY_MISSING');
    expect(queue.messages).toMatchObject([{ text: 'Hello', state: 'returned', seen: 'no' }]);
    expect(session).toMatchObject({ status: 'error', bound: false });
    expect(bench.provider.calls).not.toContain('bind');
    mkdirSync(join(bench.dataDir, 'elsewhere'));
    await bench.runtime.projects.update({ projectId, path: join(bench.dataDir, 'elsewhere') });
    expect(await isAvailable()).toBe(true);
    await bench.send(thread, 'Again');
    await bench.until(thread, (each) => each.session.status === 'running');
    expect(bench.provider.only().ref.directory).toBe(join(bench.dataDir, 'elsewhere'));
  });

  it('given a bound session, when its directory is deleted or its project moved, then the agent gets no message there; as it was, it goes on', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    const { projectId } = (await bench.get(thread)).thread;
    const first = join(bench.dataDir, 'project');
    const second = join(bench.dataDir, 'elsewhere');
    await bench.send(thread, 'one');
    await bench.until(thread, ({ session }) => session.status === 'running');
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    renameSync(first, second);
    await bench.send(thread, 'two');
    const gone = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(gone.turns.at(-1)?.failure?.code).toBe('PROJECT_DIRECTORY_MISSING');
    expect(gone.queue.messages).toMatchObject([{ text: 'two', state: 'returned', seen: 'no' }]);
    await bench.runtime.projects.update({ projectId, path: second });
    await bench.send(thread, 'three');
    const moved = await bench.until(thread, (each) => each.turns.length === 3 && each.turns.at(-1)?.state === 'error');
    expect(moved.turns.at(-1)?.failure).toMatchObject({ code: 'SESSION_LOST' });
    expect(moved.turns.at(-1)?.failure?.message).toContain(first);
    renameSync(second, first);
    await bench.runtime.projects.update({ projectId, path: first });
    await bench.send(thread, 'four');
    await bench.until(thread, ({ session }) => session.status === 'running');
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['one', 'four']);
  });

  it('given a conversation that is lost, when the user chooses to go on without it, then the next bind resumes nothing (rule 22)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    const { projectId } = (await bench.get(thread)).thread;
    await bench.send(thread, 'one');
    await bench.until(thread, ({ session }) => session.status === 'running');
    await expect(bench.do({ type: 'thread.session.start', threadId: thread, fresh: true })).rejects.toMatchObject({
      code: 'BLOCKED_BY_RUNNING_TURN',
    });
    const first = provider.only();
    provider.complete(first);
    await bench.until(thread, ({ session }) => session.status === 'ready');
    const elsewhere = join(bench.dataDir, 'elsewhere');
    mkdirSync(elsewhere);
    await bench.runtime.projects.update({ projectId, path: elsewhere });
    await bench.send(thread, 'two');
    const lost = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(lost.turns.at(-1)?.failure?.code).toBe('SESSION_LOST');
    await bench.do({ type: 'thread.session.start', threadId: thread, fresh: true });
    const { session } = await bench.until(thread, (each) => each.session.status === 'ready');
    expect(session).toMatchObject({ epoch: 2 });
    expect(session.fresh).toBeUndefined();
    await bench.send(thread, 'three');
    await bench.until(thread, (each) => each.session.status === 'running');
    expect(provider.lastSent().text).toBe('three');
    const second = provider.only();
    expect(second.ref.directory).toBe(elsewhere);
    expect(second.ref.session).not.toBe(first.ref.session);
  });

  it('given an agent that begins another conversation where it was to go on, then that one is closed, and the message comes back (rule 22)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    await bench.send(thread, 'one');
    await bench.until(thread, ({ session }) => session.status === 'running');
    provider.complete(provider.only());
    await bench.until(thread, ({ session }) => session.status === 'ready');
    await bench.do({ type: 'thread.session.stop', threadId: thread });
    await bench.until(thread, ({ session }) => session.status === 'stopped');
    provider.onBind = async ({ resume: _resume, ...request }) => provider.makeSession(request);
    await bench.send(thread, 'two');
    const { turns, queue } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(turns.at(-1)?.failure?.code).toBe('SESSION_LOST');
    expect(queue.messages).toMatchObject([{ text: 'two', state: 'returned', seen: 'no' }]);
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['one']);
    await expect.poll(() => provider.sessions.size).toBe(0);
  });

  it('given messages that wait, when the directory is gone as the first of them is to go, then the rest is held, and all go in order once it is back (rule 24)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    const [here, away] = [join(bench.dataDir, 'project'), join(bench.dataDir, 'away')];
    await bench.send(thread, 'one');
    await bench.until(thread, ({ session }) => session.status === 'running');
    for (const text of ['two', 'three', 'four']) await bench.send(thread, text);
    renameSync(here, away);
    // A file in its place is no directory either.
    writeFileSync(here, '');
    provider.complete(provider.only());
    const { turns, queue } = await bench.until(thread, (each) => each.turns.at(-1)?.state === 'error');
    expect(turns.at(-1)?.failure?.code).toBe('PROJECT_DIRECTORY_MISSING');
    expect(queue.hold).toMatchObject({ reason: 'refused' });
    expect(queue.messages).toMatchObject([{ text: 'two', state: 'returned', seen: 'no' }, { text: 'three' }, { text: 'four' }]);
    rmSync(here);
    renameSync(away, here);
    await bench.send(thread, 'two');
    for (const text of ['two', 'three', 'four']) {
      await bench.until(thread, ({ session }) => session.status === 'running' && provider.lastSent().text === text);
      provider.complete(provider.only());
      if (text === 'two') {
        await bench.until(thread, ({ session }) => session.status === 'ready');
        await bench.do({ type: 'thread.queue.resume', threadId: thread });
      }
    }
    await bench.until(thread, ({ session }) => session.status === 'ready');
    expect(provider.sent.map((prompt) => prompt.text)).toEqual(['one', 'two', 'three', 'four']);
  });
});
