import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveMessage } from '@plumbline/lifecycle';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

describe('boot', () => {
  it('given a new data directory, when started, then it has a sample project, says who serves it, and starts no agent', async () => {
    bench = await openBench();
    const projects = await bench.runtime.projects.list();
    expect(projects).toMatchObject([{ sample: true, available: true, title: 'Sample project' }]);
    const server = JSON.parse(readFileSync(join(bench.dataDir, 'server.json'), 'utf8'));
    expect(server).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:0', version: bench.runtime.version });
    expect(statSync(join(bench.dataDir, 'server.json')).mode & 0o777).toBe(0o600);
    expect(bench.provider.calls).toEqual([]);
    expect(bench.runtime.state).toBe('ready');
  });

  it('given a sample project that was removed, when started again, then it does not come back', async () => {
    bench = await openBench();
    await bench.newThread();
    const [sample] = await bench.runtime.projects.list();
    if (sample === undefined) throw new Error('there is no sample');
    await bench.runtime.projects.remove({ projectId: sample.projectId });
    bench = await bench.restart();
    expect((await bench.runtime.projects.list()).some((project) => project.sample)).toBe(false);
  });

  it('given a reader of the lists, when a directory goes and comes back without a word, then whoever asks tells it', async () => {
    bench = await openBench();
    const path = mkdtempSync(join(bench.dataDir, 'going-'));
    await bench.runtime.projects.add({ path });
    await bench.runtime.projects.list();
    const following = follow({});
    await expect.poll(() => following.messages.map((message) => message.kind)).toContain('ready');
    const told = () => following.messages.filter((message) => message.kind === 'changed').length;
    rmdirSync(path);
    await bench.runtime.projects.list();
    await expect.poll(told).toBe(1);
    mkdirSync(path);
    await bench.runtime.projects.list();
    await expect.poll(told).toBe(2);
    await bench.runtime.projects.list();
    expect(told()).toBe(2);
  });

  it('given readers of the feed, when stopped twice at once, then their streams end, commands are refused, and the file is gone', async () => {
    bench = await openBench();
    const thread = await bench.newThread();
    const following = follow({ threadId: thread });
    await expect.poll(() => following.messages.map((message) => message.kind)).toContain('ready');
    await Promise.all([bench.runtime.stop(), bench.runtime.stop()]);
    await following.ended;
    expect(bench.runtime.state).toBe('stopping');
    expect(bench.runtime.shutdown.aborted).toBe(true);
    await expect(bench.send(thread, 'late')).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(existsSync(join(bench.dataDir, 'server.json'))).toBe(false);
  });

  it('given a reader of one thread, when a turn runs, then each version comes once and in order, and the text never before its item or after its end', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await bench.newThread();
    const following = follow({ threadId: thread });
    await bench.send(thread, 'work');
    await bench.until(thread, ({ session }) => session.status === 'running');
    const { messageId } = provider.lastSent();
    provider.say(provider.only(), messageId, 'part', Array(50).fill('some text '));
    await expect.poll(() => textOf(following.messages)).toBe('some text '.repeat(50));
    provider.close(provider.only(), messageId, 'part', 'the end');
    provider.complete(provider.only());
    const { version } = await bench.until(thread, ({ session }) => session.status === 'ready');
    await expect.poll(() => versions(following.messages).at(-1)).toBe(version);
    expect(versions(following.messages)).toEqual(Array.from({ length: version - 1 }, (_, index) => index + 2));
    const order = following.messages.flatMap((message) =>
      message.kind === 'text' ? ['text'] : message.kind === 'event' && message.event?.type.startsWith('item.') ? [message.event.type] : [],
    );
    const begun = order.indexOf('item.started');
    expect(order.slice(0, begun)).not.toContain('text');
    expect(order.slice(order.lastIndexOf('item.closed'))).not.toContain('text');
    following.end();
  });
});

function follow(input: Parameters<Bench['runtime']['live']>[0]) {
  const controller = new AbortController();
  const messages: LiveMessage[] = [];
  const ended = (async () => {
    for await (const flush of bench.runtime.live(input, controller.signal)) messages.push(...flush.messages);
  })();
  return { messages, ended, end: () => controller.abort() };
}

function versions(messages: readonly LiveMessage[]): readonly number[] {
  return messages.flatMap((message) => (message.kind === 'event' ? [message.version] : []));
}

/** As a client that appends where the offset is the length at hand. */
function textOf(messages: readonly LiveMessage[]): string {
  return messages.reduce((text, message) => (message.kind === 'text' && message.offset === text.length ? text + message.text : text), '');
}
