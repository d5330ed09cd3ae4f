import type { RequestId, ThreadId } from '@plumbline/lifecycle';
import { ProviderFault, type ProviderRequest } from '@plumbline/providers';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';

let bench: Bench;
afterEach(() => bench.close());

const permission: ProviderRequest = {
  ref: 'per_1',
  kind: 'permission',
  title: 'Run a command',
  detail: 'touch x',
  choices: ['allow', 'allow-always', 'deny'],
};

async function asking(): Promise<ThreadId> {
  const thread = await bench.newThread();
  await bench.send(thread, 'work');
  await bench.until(thread, ({ session }) => session.status === 'running');
  bench.provider.tell(bench.provider.only(), { kind: 'request-opened', prompt: bench.provider.lastSent().messageId, request: permission });
  await bench.until(thread, ({ requests }) => requests.length === 1);
  return thread;
}

async function answer(threadId: ThreadId): Promise<void> {
  const requestId = (await bench.get(threadId)).requests[0]?.requestId;
  if (requestId === undefined) throw new Error('nothing is asked');
  await bench.do({ type: 'thread.request.respond', threadId, requestId, answer: { kind: 'decision', decision: 'allow' } });
}

describe('a request', () => {
  it('given an open request, when it is answered, then the agent gets it under its own ref, and its confirmation resolves it', async () => {
    bench = await openBench();
    const thread = await asking();
    await answer(thread);
    const { requests } = await bench.until(thread, (each) => each.requests[0]?.state === 'resolved');
    expect(requests[0]).toMatchObject({ title: 'Run a command', answer: { decision: 'allow' } });
    expect(bench.provider.answers).toEqual([{ ref: 'per_1', answer: { kind: 'decision', decision: 'allow' } }]);
    expect(JSON.stringify(requests)).not.toContain('per_1');
  });

  it('given an answer that was confirmed, when a second client answers, then it is told that it was answered; on another thread nothing is known of it', async () => {
    bench = await openBench();
    const thread = await asking();
    await answer(thread);
    await bench.until(thread, (each) => each.requests[0]?.state === 'resolved');
    await expect(answer(thread)).rejects.toMatchObject({ code: 'REQUEST_CLOSED', message: 'It was answered already.' });
    const requestId = (await bench.get(thread)).requests[0]?.requestId ?? '';
    const elsewhere = { type: 'thread.request.respond', threadId: await bench.newThread(), requestId: requestId as RequestId } as const;
    const deny = { kind: 'decision', decision: 'deny' } as const;
    await expect(bench.do({ ...elsewhere, answer: deny })).rejects.toMatchObject({ code: 'REQUEST_NOT_FOUND' });
    expect(bench.provider.answers).toHaveLength(1);
  });

  it('given an agent that cannot be reached, when it is answered, then it is open again with the reason', async () => {
    bench = await openBench();
    bench.provider.onAnswer = async () => {
      throw new ProviderFault('PROVIDER_UNAVAILABLE', 'The connection broke.');
    };
    const thread = await asking();
    await answer(thread);
    const { requests } = await bench.until(thread, (each) => each.requests[0]?.problem !== undefined);
    expect(requests[0]).toMatchObject({ state: 'open', problem: { code: 'PROVIDER_UNAVAILABLE' } });
  });

  it('given an open request, when its turn is stopped, then it expires, and if the agent lists it again it is refused there (rule 28)', async () => {
    bench = await openBench();
    const { provider } = bench;
    const thread = await asking();
    await bench.do({ type: 'thread.turn.interrupt', threadId: thread });
    const { requests } = await bench.until(thread, ({ session }) => session.status === 'ready' && session.draining === undefined);
    expect(requests[0]).toMatchObject({ state: 'expired' });
    provider.tell(provider.only(), { kind: 'request-opened', prompt: provider.lastSent().messageId, request: permission });
    await expect.poll(() => provider.answers).toEqual([{ ref: 'per_1', answer: { kind: 'decision', decision: 'cancel' } }]);
    expect((await bench.get(thread)).requests[0]).toMatchObject({ state: 'expired' });
  });
});
