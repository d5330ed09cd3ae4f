import { MemoryRuntime, RuntimeFault, TestServer, testToken } from '@plumbline/api/testing';
import { canonical } from '@plumbline/lifecycle';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient, dismiss, type FollowedThread, failureOf, followThread, predict, retry } from '../src/index.ts';
import { created, running } from './given.ts';
import { Reader } from './reader.ts';

/** A server whose commands wait until the test lets them go, and may be refused there. */
class HeldRuntime extends MemoryRuntime {
  readonly commandIds: (string | undefined)[] = [];
  readonly asked: unknown[] = [];
  refusing: RuntimeFault | null = null;
  open: () => void = () => {};
  #gate: Promise<void> = Promise.resolve();

  close(): void {
    this.#gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  override async dispatch(input: Parameters<MemoryRuntime['dispatch']>[0]) {
    this.commandIds.push(input.commandId);
    this.asked.push(input.command);
    await this.#gate;
    if (this.refusing) throw this.refusing;
    return super.dispatch(input);
  }
}

let runtime: HeldRuntime;
let server: TestServer;
let stop: AbortController;

beforeEach(async () => {
  runtime = new HeldRuntime();
  server = await new TestServer(runtime).open();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  runtime.open();
  await server.close();
});

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

async function followed() {
  const client = createClient({ url: server.url, token: testToken });
  const reader = new Reader(followThread(client, 't', { signal: stop.signal }));
  await soon(() => expect(reader.newest?.connection).toBe('live'));
  return { client, reader };
}

const shownTexts = (now: FollowedThread | undefined) =>
  [...(now?.timeline.turns ?? [])].flatMap((view) => [...view.items].flatMap((item) => (item.kind === 'user' ? [item.text] : [])));
const confirmed = (reader: Reader<FollowedThread>) =>
  soon(() => {
    expect(reader.newest?.predicted).toBe(false);
    expect(canonical(reader.newest?.state)).toBe(canonical(runtime.thread('t').state));
  });

test('given a server that takes its time, when a message is sent and stopped, then both show before it answers, and then what it says', async () => {
  runtime.append('t', created());
  const { client, reader } = await followed();
  runtime.close();
  const sent = predict(client, 't', { type: 'thread.turn.start', text: 'hello' });
  await soon(() => expect(shownTexts(reader.newest)).toEqual(['hello']));
  const stopped = predict(client, 't', { type: 'thread.turn.interrupt', seenVersion: reader.newest?.state.version ?? 0 });
  await soon(() => expect(reader.newest?.state.turn?.stop).toBeDefined());
  expect(reader.newest?.predicted).toBe(true);
  expect(runtime.thread('t').state?.turn).toBeUndefined();
  await soon(() => expect(runtime.asked).toHaveLength(2));
  // It is the message under way that is to be stopped, which no version of the server's names yet.
  expect(runtime.asked[1]).not.toHaveProperty('seenVersion');
  runtime.open();
  await Promise.all([sent, stopped]);
  await confirmed(reader);
  for (const each of reader.seen) expect(shownTexts(each).length).toBeLessThanOrEqual(1);
});

test('given a message on its way, when somebody begins to follow the thread, then it is there before the server has it, and once', async () => {
  runtime.append('t', created());
  const client = createClient({ url: server.url, token: testToken });
  runtime.close();
  const sent = predict(client, 't', { type: 'thread.turn.start', text: 'hello' });
  await soon(() => expect(runtime.asked).toHaveLength(1));
  const reader = new Reader(followThread(client, 't', { signal: stop.signal }));
  await soon(() => expect(shownTexts(reader.newest)).toEqual(['hello']));
  expect(runtime.thread('t').state?.turn).toBeUndefined();
  expect(reader.newest?.underway).toHaveLength(1);
  runtime.open();
  await sent;
  await confirmed(reader);
  await soon(() => expect(reader.newest?.underway).toEqual([]));
  for (const each of reader.seen) expect(shownTexts(each).length).toBeLessThanOrEqual(1);
});

test('given a send that is refused, then it is rolled back, kept with its text and its error, and sent again as another command', async () => {
  runtime.append('t', created(), ...running(1));
  const { client, reader } = await followed();
  runtime.refusing = new RuntimeFault('STORAGE_UNAVAILABLE', 'The disk is full.');
  const refused = await predict(client, 't', { type: 'thread.turn.start', text: 'more' }).catch(failureOf);
  expect(refused).toMatchObject({ reason: 'STORAGE_UNAVAILABLE' });
  await soon(() => expect(reader.newest?.failed).toMatchObject([{ wish: { text: 'more' }, failure: { reason: 'STORAGE_UNAVAILABLE' } }]));
  await confirmed(reader);
  runtime.refusing = null;
  const [failed] = reader.newest?.failed ?? [];
  await retry(client, 't', failed?.commandId ?? '');
  await soon(() => expect(reader.newest?.state.queue.messages.map((message) => message.text)).toEqual(['more']));
  await confirmed(reader);
  expect(reader.newest?.failed).toEqual([]);
  expect(new Set(runtime.commandIds).size).toBe(2);
});

test('given an answer that is lost, when it is tried again, then it is the same command; dismissed, it is gone', async () => {
  runtime.append('t', created(), ...running(1));
  const broken: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (String(input).includes('turn.start')) throw new TypeError('The connection broke.');
    return answer;
  };
  const client = createClient({ url: server.url, token: testToken, fetch: broken });
  const reader = new Reader(followThread(client, 't', { signal: stop.signal }));
  await soon(() => expect(reader.newest?.connection).toBe('live'));
  await expect(predict(client, 't', { type: 'thread.turn.start', text: 'more' })).rejects.toThrow('broke');
  await soon(() => expect(reader.newest?.failed).toMatchObject([{ failure: { reason: null } }]));
  const commandId = reader.newest?.failed[0]?.commandId ?? '';
  await expect(retry(client, 't', commandId)).rejects.toThrow('broke');
  expect(runtime.commandIds).toEqual([commandId, commandId]);
  dismiss(client, 't', commandId);
  await soon(() => expect(reader.newest?.failed).toEqual([]));
  expect(await retry(client, 't', commandId)).toBeNull();
  await confirmed(reader);
});
