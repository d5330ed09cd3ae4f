import { MemoryRuntime, RuntimeFault, TestServer, testToken } from '@plumbline/api/testing';
import { canonical, type ItemId } from '@plumbline/lifecycle';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Client,
  createClient,
  type FollowedThread,
  failureOf,
  findItem,
  followThread,
  followThreads,
  type StreamSlots,
} from '../src/index.ts';
import { closed, created, running, settled, started } from './given.ts';
import { Reader } from './reader.ts';

let runtime: MemoryRuntime;
let server: TestServer;
let stop: AbortController;

beforeEach(async () => {
  runtime = new MemoryRuntime();
  server = await new TestServer(runtime).open();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await server.close();
});

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const connect = (more: { readonly token?: string; readonly stream?: StreamSlots } = {}): Client =>
  createClient({ url: server.url, token: testToken, ...more });
const follow = (client: Client, threadId = 't') => new Reader(followThread(client, threadId, { signal: stop.signal }));
const textOf = (thread: FollowedThread | undefined, itemId: string): string | undefined => {
  const item = thread && findItem(thread.timeline, itemId as ItemId);
  return item && item.kind !== 'tool' ? item.text : undefined;
};
/** The client holds what the server holds, and knows that it is up to date. */
const converged = (reader: Reader<FollowedThread>, threadId = 't') =>
  soon(() => {
    const { state, threadId: id } = runtime.thread(threadId);
    expect(reader.newest?.connection).toBe('live');
    expect(canonical(reader.newest?.state)).toBe(canonical(state));
    const page = runtime.thread(id).page(100);
    expect([...(reader.newest?.timeline.turns ?? [])].flatMap((view) => [...view.items])).toEqual(page.items);
  });

describe('a followed thread', () => {
  test('given a turn that streams and settles, then the client shows it as it goes and ends equal to the server', async () => {
    runtime.append('t', created(), ...running(1));
    const reader = follow(connect());
    await converged(reader);
    runtime.append('t', started(1, 'a', 2));
    runtime.stream('t', 'a', 'Hel');
    await soon(() => expect(textOf(reader.newest, 'a')).toBe('Hel'));
    runtime.stream('t', 'a', 'lo');
    await soon(() => expect(textOf(reader.newest, 'a')).toBe('Hello'));
    runtime.append('t', closed(1, 'a', 2, 'Hello.'), settled(1));
    await converged(reader);
    expect(reader.newest?.state.lastTurn?.state).toBe('completed');
    expect(runtime.calls).toMatchObject({ get: 1, live: 1 });
  });

  test('given commands of the typed client, then their effects come over the stream', async () => {
    runtime.append('t', created());
    const client = connect();
    const reader = follow(client);
    const sent = await client.thread.turn.start.mutate({ threadId: 't', text: 'hello' });
    expect(sent).toMatchObject({ fate: 'started', version: runtime.thread('t').state?.version });
    await soon(() => expect(reader.newest?.state.turn?.state).toBe('pending'));
    await converged(reader);
  });

  test('given the network breaks while the server goes on, then the client says stale, comes back and misses nothing', async () => {
    runtime.append('t', created(), ...running(1), started(1, 'a', 2));
    const reader = follow(connect());
    await converged(reader);
    runtime.stream('t', 'a', 'Hel');
    await soon(() => expect(textOf(reader.newest, 'a')).toBe('Hel'));
    await server.close();
    runtime.stream('t', 'a', 'lo, ');
    await soon(() => expect(reader.newest?.connection).toBe('stale'));
    expect(reader.newest?.staleSince).toBeGreaterThan(0);
    runtime.stream('t', 'a', 'world');
    await server.open();
    await soon(() => expect(textOf(reader.newest, 'a')).toBe('Hello, world'));
    runtime.append('t', closed(1, 'a', 2, 'Hello, world.'), settled(1));
    await converged(reader);
    expect(runtime.calls.get).toBe(1);
    const lengths = reader.seen.map((thread) => textOf(thread, 'a')?.length ?? 0);
    expect(lengths).toEqual([...lengths].sort((one, other) => one - other));
  });

  test('given text that got lost on the way, then the hole is healed by a snapshot', async () => {
    runtime.append('t', created(), ...running(1), started(1, 'a', 2));
    const reader = follow(connect());
    await converged(reader);
    runtime.stream('t', 'a', 'one ');
    runtime.stream('t', 'a', 'two ', { lose: true });
    runtime.stream('t', 'a', 'three');
    await soon(() => expect(textOf(reader.newest, 'a')).toBe('one two three'));
    expect(runtime.calls.get).toBe(2);
  });

  test('given a version that got lost on the way, then the hole is healed by a snapshot', async () => {
    runtime.append('t', created(), ...running(1));
    const reader = follow(connect());
    await converged(reader);
    const { version, threadId } = runtime.thread('t').state ?? { version: 0, threadId: 't' as never };
    runtime.say('t', { kind: 'event', threadId, version: version + 5, at: 1, event: null, sequence: 999 });
    await soon(() => expect(runtime.calls.get).toBe(2));
    runtime.append('t', started(1, 'a', 2));
    await converged(reader);
    expect(reader.newest?.damaged).toBe(false);
  });

  test('given the log is another one after a restart, then the client takes the new truth, though it is older', async () => {
    runtime.append('t', created('old log'), ...running(1));
    const reader = follow(connect());
    await converged(reader);
    await server.close();
    const other = new MemoryRuntime();
    other.logEpoch = 'epoch-2';
    other.append('t', created('new log'));
    const reborn = await new TestServer(other, server.port).open();
    await soon(() => expect(reader.newest).toMatchObject({ connection: 'live', state: { title: 'new log', version: 1 } }));
    await reborn.close();
  });

  test('given the place of the client is not kept any more, then it takes a snapshot and goes on', async () => {
    runtime.append('t', created(), ...running(1));
    const reader = follow(connect());
    await converged(reader);
    await server.close();
    runtime.append('t', started(1, 'a', 2), closed(1, 'a', 2, 'x'), settled(1));
    runtime.forgetBefore(runtime.head);
    await server.open();
    await converged(reader);
    expect(runtime.calls.get).toBe(2);
  });

  test('given older turns, then `older` brings them, page by page', async () => {
    runtime.pageTurns = 2;
    runtime.append('t', created());
    for (let n = 1; n <= 5; n += 1) runtime.append('t', ...running(n), closed(n, `a${n}`, n * 2, `answer ${n}`), settled(n));
    const stream = followThread(connect(), 't', { signal: stop.signal });
    const reader = new Reader(stream);
    const numbers = () => [...(reader.newest?.timeline.turns ?? [])].map((view) => view.turn.number);
    await soon(() => expect(numbers()).toEqual([4, 5]));
    await Promise.all([stream.older(), stream.older()]);
    await soon(() => expect(numbers()).toEqual([2, 3, 4, 5]));
    await stream.older();
    await stream.older();
    await converged(reader);
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  test('given a slow reader, then it gets the newest and skips what came between', async () => {
    runtime.append('t', created(), ...running(1), started(1, 'a', 2));
    const texts: (string | undefined)[] = [];
    for await (const thread of followThread(connect(), 't')) {
      texts.push(textOf(thread, 'a'));
      if (textOf(thread, 'a') === '0123456789') break;
      if (thread.connection !== 'live' || texts.length > 2) continue;
      for (let n = 0; n < 10; n += 1) runtime.stream('t', 'a', String(n));
      await soon(() => expect(runtime.thread('t').texts.get('a' as ItemId)).toBe('0123456789'));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(texts.length).toBeLessThan(6);
    await soon(() => expect(runtime.readers).toBe(0));
  });
});

describe('what ends a following, and what does not', () => {
  test.each([
    ['no token', () => createClient({ url: server.url }), 'UNAUTHORIZED', 401],
    ['a wrong token', () => createClient({ url: server.url, token: 'wrong' }), 'UNAUTHORIZED', 401],
  ])('given %s, then it throws, once asked', async (_, client, reason, httpStatus) => {
    runtime.append('t', created());
    const reader = follow(client());
    await reader.ended;
    expect(failureOf(reader.error)).toMatchObject({ reason, httpStatus });
    expect(server.requests).toBe(1);
  });

  test('given an unknown thread, then it throws THREAD_NOT_FOUND', async () => {
    const reader = follow(connect(), 'nobody');
    await reader.ended;
    expect(failureOf(reader.error)).toMatchObject({ reason: 'THREAD_NOT_FOUND', httpStatus: 404 });
  });

  test('given the thread is removed meanwhile, then it throws THREAD_NOT_FOUND and asks no more', async () => {
    runtime.append('t', created());
    const reader = follow(connect());
    await converged(reader);
    runtime.append('t', { type: 'thread.removed' });
    await reader.ended;
    expect(failureOf(reader.error).reason).toBe('THREAD_NOT_FOUND');
    await soon(() => expect(runtime.readers).toBe(0));
  });

  test('given the credential is refused while it streams, then it throws instead of coming back for ever', async () => {
    runtime.append('t', created());
    const reader = follow(connect());
    await converged(reader);
    server.refuseWith = () =>
      Response.json(
        { error: { message: 'no', code: -32001, data: { code: 'UNAUTHORIZED', httpStatus: 401, reason: 'UNAUTHORIZED' } } },
        { status: 401 },
      );
    server.cutOff();
    await reader.ended;
    expect(failureOf(reader.error)).toMatchObject({ httpStatus: 401 });
  });

  test('given the server answers 503 for a while, then the client waits longer and longer and comes back', async () => {
    runtime.append('t', created());
    const reader = follow(connect());
    await converged(reader);
    server.refuseWith = () => new Response('starting', { status: 503 });
    server.cutOff();
    await soon(() => expect(reader.newest?.connection).toBe('stale'));
    const { requests } = server;
    await soon(() => expect(server.requests).toBeGreaterThan(requests + 3));
    expect(reader.done).toBe(false);
    server.refuseWith = null;
    runtime.append('t', ...running(1));
    await converged(reader);
  });

  test('given `live` itself fails with a 5xx, then the client comes back with its own waiting times', async () => {
    runtime.append('t', created());
    runtime.failing.live = new RuntimeFault('STORAGE_UNAVAILABLE', 'The disk is full.');
    const reader = follow(connect());
    await soon(() => expect(runtime.calls.live).toBeGreaterThan(2));
    expect(reader.newest?.connection).toBe('stale');
    delete runtime.failing.live;
    await converged(reader);
  });

  test('given the server shuts down in good order, then the stream ends at once and the client comes back', async () => {
    runtime.append('t', created());
    const reader = follow(connect());
    await converged(reader);
    await runtime.stop();
    await soon(() => expect(runtime.readers).toBe(0));
    await soon(() => expect(reader.newest?.connection).toBe('stale'));
    expect(reader.done).toBe(false);
  });

  test('given the reader leaves, then the server lets go of the stream', async () => {
    runtime.append('t', created());
    const reader = follow(connect());
    await converged(reader);
    expect(runtime.readers).toBe(1);
    stop.abort();
    await reader.ended;
    expect(reader.error).toBeUndefined();
    await soon(() => expect(runtime.readers).toBe(0));
  });
});

describe('one client has one stream', () => {
  test('given lists and a thread, then both come over one; another thread takes it over without a gap', async () => {
    runtime.append('t', created('one'));
    runtime.append('u', created('two'));
    const client = connect();
    const lists = new Reader(followThreads(client, { signal: stop.signal }));
    const first = new AbortController();
    const reader = new Reader(followThread(client, 't', { signal: first.signal }));
    await converged(reader);
    await soon(() => expect(lists.newest?.threads.map((thread) => thread.title)).toEqual(['two', 'one']));
    expect(runtime.readers).toBe(1);
    first.abort();
    const second = follow(client, 'u');
    runtime.append('t', { type: 'thread.renamed', title: 'renamed', source: 'user' });
    await converged(second, 'u');
    await soon(() => expect(lists.newest?.threads.map((thread) => thread.title)).toEqual(['two', 'renamed']));
    expect(runtime.readers).toBe(1);
    expect(lists.newest?.connection).toBe('live');
  });

  test('given lists alone, then threads, projects and removals come as they change', async () => {
    const client = connect();
    const lists = new Reader(followThreads(client, { signal: stop.signal }));
    await soon(() => expect(lists.newest).toMatchObject({ threads: [], projects: [], connection: 'live' }));
    runtime.append('t', created('one'));
    await client.project.add.mutate({ path: '/somewhere', title: 'Somewhere' });
    await soon(() => expect(lists.newest).toMatchObject({ threads: [{ title: 'one' }], projects: [{ title: 'Somewhere' }] }));
    runtime.append('t', { type: 'thread.removed' });
    await soon(() => expect(lists.newest?.threads).toEqual([]));
  });

  test('given lists, when news comes, then it is told as such; when some may have been missed, then all is fetched anew, and that is told', async () => {
    runtime.append('t', created('one'));
    const lists = new Reader(followThreads(connect(), { signal: stop.signal }));
    await soon(() => expect(lists.newest).toMatchObject({ connection: 'live', threads: [{ title: 'one' }] }));
    const anew = lists.newest?.anew ?? 0;
    runtime.append('t', { type: 'thread.renamed', title: 'two', source: 'user' });
    await soon(() => expect(lists.newest?.threads[0]?.title).toBe('two'));
    expect(lists.newest?.anew).toBe(anew);
    server.cutOff();
    runtime.append('t', { type: 'thread.renamed', title: 'three', source: 'user' });
    runtime.forgetBefore(runtime.head);
    await soon(() => expect(lists.newest).toMatchObject({ connection: 'live', anew: anew + 1, threads: [{ title: 'three' }] }));
  });

  test('given a call whose input is optional, then it needs none', async () => {
    const client = connect();
    expect(await client.system.backup.mutate()).toMatchObject({ version: 0 });
    expect(await client.access.revokeOthers.mutate()).toMatchObject({ revoked: 0 });
  });

  test('given two threads at once, then each is followed', async () => {
    runtime.append('t', created());
    runtime.append('u', created());
    const client = connect();
    const readers = [follow(client, 't'), follow(client, 'u')] as const;
    await converged(readers[0], 't');
    await converged(readers[1], 'u');
    runtime.append('t', ...running(1));
    runtime.append('u', ...running(1));
    await converged(readers[0], 't');
    await converged(readers[1], 'u');
  });
});

describe('a client without a stream', () => {
  function slots(): StreamSlots & { set(mode: 'open' | 'poll'): void } {
    let mode: 'open' | 'poll' = 'poll';
    const listeners = new Set<() => void>();
    return {
      mode: () => mode,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      want: () => () => {},
      set: (next) => {
        mode = next;
        for (const listener of listeners) listener();
      },
    };
  }

  test('given it has no slot, then it asks and says so; given one is free, then it streams', async () => {
    runtime.append('t', created());
    const stream = slots();
    const reader = follow(connect({ stream }));
    await soon(() => expect(reader.newest).toMatchObject({ connection: 'live', polling: true }));
    runtime.append('t', ...running(1), started(1, 'a', 2), closed(1, 'a', 2, 'x'), settled(1));
    await soon(() => expect(reader.newest?.state.lastTurn?.state).toBe('completed'));
    expect(runtime.calls.live).toBe(0);
    stream.set('open');
    await soon(() => expect(reader.newest).toMatchObject({ connection: 'live', polling: false }));
    expect(runtime.readers).toBe(1);
    await converged(reader);
    stream.set('poll');
    await soon(() => expect(runtime.readers).toBe(0));
    await soon(() => expect(reader.newest).toMatchObject({ connection: 'live', polling: true }));
  });
});
