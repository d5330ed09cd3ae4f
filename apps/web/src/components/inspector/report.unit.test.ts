import type { ThreadSummary } from '@plumbline/lifecycle';
import { expect, it } from 'vitest';
import type { Inspection } from '../../state/port.ts';
import { reportOf } from './report.ts';

it('given a thread with texts, then its report has states and reasons, and none of the texts', () => {
  const secret = 'the secret plan';
  const summary = {
    threadId: 'thr_1',
    title: secret,
    version: 3,
    settings: { provider: 'opencode', model: 'practice/practice' },
    session: { status: 'error', bound: false, epoch: 2, lastError: { code: 'INTERNAL', message: secret, retryable: false } },
    latestTurn: { turnId: 'turn_1', state: 'error', failure: { code: 'MODEL_AUTH', message: secret, retryable: false } },
  } as unknown as ThreadSummary;
  const entry = (version: number, type: string, payload: string) => ({
    version,
    sequence: version,
    at: 1,
    type,
    payload,
    length: payload.length,
  });
  const failure = { code: 'MODEL_AUTH', message: secret, retryable: false };
  const events = [
    entry(4, 'turn.settled', JSON.stringify({ type: 'turn.settled', outcome: 'error', failure })),
    entry(3, 'turn.retrying', JSON.stringify({ type: 'turn.retrying', attempt: 2, reason: secret })),
    entry(2, 'item.closed', JSON.stringify({ text: secret })),
  ];
  const inspection: Inspection = {
    provider: null,
    bound: true,
    effects: [],
    observation: {
      verdict: { kind: 'alive', busy: false, prompt: 'present', standing: { kind: 'failed', failure } },
      cause: 'reconcile',
      confirmed: false,
      at: 1,
    },
  } as Inspection;
  const report = reportOf(summary, inspection, events, [{ id: 1, epoch: 1, kind: 'idle', reason: 'older-epoch', at: 1 }]);
  expect(report).not.toContain(secret);
  for (const word of ['MODEL_AUTH', 'outcome', 'item.closed', 'older-epoch', '"attempt": 2', 'failed']) expect(report).toContain(word);
});
