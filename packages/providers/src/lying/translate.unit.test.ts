import type { Failure, MessageId } from '@plumbline/lifecycle';
import { describe, expect, test } from 'vitest';
import type { ProviderSignal } from '../contract.ts';
import { verdictOf } from './adapter.ts';
import { BoundSession } from './session.ts';
import { translate } from './translate.ts';
import type { WireEvent, WireEventBody, WirePart, WireSession } from './wire.ts';

const prompt = 'msg_1' as MessageId;
const own = 'own_1' as MessageId;
const source = { session: 'ses', incarnation: 'life' };
const failure: Failure = { code: 'PROVIDER_LIMIT', message: 'Too much.', retryable: true };
const text: WirePart = { part: 'p', prompt, is: 'assistant', text: 'Hello.', closed: true };
const tool: WirePart = { part: 't', prompt, is: 'tool', text: 'out', closed: true, tool: { name: 'look', title: 'Look', state: 'failed' } };
const request = { ref: 'r', prompt, is: 'permission', title: 'May I?', detail: 'it', choices: ['allow', 'deny'] } as const;

const event = (body: WireEventBody, seq = 1): WireEvent => ({ ...body, seq, life: 'child', session: 'ses' });

const table: readonly (readonly [WireEventBody, readonly object[]])[] = [
  [{ type: 'accepted', prompt }, [{ kind: 'prompt-accepted', prompt }]],
  [{ type: 'accepted', prompt: own }, []],
  [{ type: 'refused', prompt, failure }, [{ kind: 'prompt-refused', prompt, failure }]],
  [{ type: 'step', prompt }, [{ kind: 'step-started', prompt }]],
  [{ type: 'step', prompt: own }, [{ kind: 'step-started', prompt: null }]],
  [{ type: 'step-ended', prompt, finish: 'more' }, [{ kind: 'step-ended', prompt, finish: 'more' }]],
  [{ type: 'retry', prompt, attempt: 2, reason: 'busy', nextAt: 5 }, [{ kind: 'retrying', prompt, attempt: 2, reason: 'busy', nextAt: 5 }]],
  [
    { type: 'part', part: { ...text, text: '', closed: false } },
    [{ kind: 'item-started', part: 'p', content: { kind: 'assistant', text: '' } }],
  ],
  [{ type: 'delta', prompt, part: 'p', offset: 3, text: 'lo.' }, [{ kind: 'item-text', part: 'p', offset: 3, text: 'lo.' }]],
  [{ type: 'part-ended', part: text }, [{ kind: 'item-closed', part: 'p', content: { kind: 'assistant', text: 'Hello.' } }]],
  [{ type: 'part-ended', part: tool }, [{ kind: 'item-closed', content: { kind: 'tool', tool: 'look', result: 'failed', output: 'out' } }]],
  [
    { type: 'part-ended', part: { ...tool, tool: { name: 'bash', title: 'Run', state: 'failed', exitCode: 4 } } },
    [{ kind: 'item-closed', content: { kind: 'tool', tool: 'bash', result: 'failed', exitCode: 4 } }],
  ],
  [{ type: 'part', part: { ...text, parent: 't' } }, [{ kind: 'item-started', part: 'p', parent: 't' }]],
  [{ type: 'part-ended', part: { ...text, parent: 't' } }, [{ kind: 'item-closed', part: 'p', parent: 't' }]],
  [{ type: 'asked', request }, [{ kind: 'request-opened', prompt, request: { ref: 'r', kind: 'permission', title: 'May I?' } }]],
  [{ type: 'answered', ref: 'r' }, [{ kind: 'request-resolved', requestRef: 'r' }]],
  [{ type: 'ended', prompt, state: { is: 'ended', finish: 'final' } }, [{ kind: 'turn-completed', prompt }]],
  [{ type: 'ended', prompt, state: { is: 'ended', finish: 'unknown' } }, [{ kind: 'turn-ended-unknown', prompt }]],
  [{ type: 'ended', prompt, state: { is: 'failed', failure } }, [{ kind: 'turn-failed', prompt, failure }]],
  [{ type: 'ended', prompt, state: { is: 'aborted' } }, [{ kind: 'turn-aborted', prompt }]],
  [{ type: 'ended', prompt: own, state: { is: 'aborted' } }, [{ kind: 'turn-aborted', prompt: null }]],
  [{ type: 'ended', prompt: own, state: { is: 'ended', finish: 'final' } }, []],
  [{ type: 'error', prompt, failure }, [{ kind: 'error-reported', prompt, failure, ends: false }]],
  [{ type: 'idle', prompt, state: { is: 'open' } }, [{ kind: 'idle', prompt, standing: { kind: 'open' } }]],
  [{ type: 'title', title: 'New' }, [{ kind: 'title', title: 'New' }]],
  [{ type: 'task', task: { ref: 'k', title: 'Build' } }, [{ kind: 'task-started', ref: 'k', title: 'Build' }]],
  [{ type: 'task-ended', ref: 'k', lost: false }, [{ kind: 'task-ended', ref: 'k', lost: false }]],
  [{ type: 'child-at-work' }, [{ kind: 'alive' }]],
];

test.each(table)('given %j, then its signals are %j', (body, signals) => {
  expect(translate(event(body), source)).toMatchObject(signals.map((signal) => ({ ...signal, ...source })));
  expect(translate(event(body), source)).toHaveLength(signals.length);
});

test('given a kind that nobody knows, then it is told as unknown with its beginning', () => {
  const strange = { type: 'lying.strange', seq: 1, life: 'child', session: 'ses' } as unknown as WireEvent;
  expect(translate(strange, source)).toMatchObject([{ kind: 'unknown-event', type: 'lying.strange' }]);
});

describe('a session that comes back after a gap', () => {
  const rest = { id: 'ses', directory: '/d', title: '', busy: true, steps: [], requests: [], tasks: [] };
  const now = (facts: Partial<WireSession>): WireSession => ({ ...rest, seq: 10, prompts: [prompt], parts: [], ...facts });

  function bound(followed: boolean) {
    const told: ProviderSignal[] = [];
    const session = new BoundSession({ session: 'ses', directory: '/d' }, 'life', followed, (signal) => told.push(signal));
    session.handOver(prompt);
    return { session, told };
  }

  test('given half of a text was told, then the other half is, and events that the session held already are not told twice', () => {
    const { session, told } = bound(true);
    const open = { ...text, closed: false };
    session.deliver(event({ type: 'part', part: { ...open, text: '' } }, 1), 'life');
    session.deliver(event({ type: 'delta', prompt, part: 'p', offset: 0, text: 'Hel' }, 2), 'life');
    told.length = 0;
    session.catchUp(now({ parts: [open] }));
    session.deliver(event({ type: 'delta', prompt, part: 'p', offset: 3, text: 'lo.' }, 10), 'life');
    expect(told).toMatchObject([{ kind: 'prompt-accepted' }, { kind: 'item-text', offset: 3, text: 'lo.' }]);
  });

  test('given an older run told part of a text, then the hole is marked and no text is made up', () => {
    const { session, told } = bound(false);
    session.catchUp(now({ parts: [{ ...text, closed: false }] }));
    expect(told).toMatchObject([{ kind: 'prompt-accepted' }, { kind: 'item-started' }, { kind: 'item-gap', part: 'p' }]);
  });

  test('given an end that was told, then it is not told again; one that was missed is; other turns stay out of it', () => {
    const { session, told } = bound(true);
    session.deliver(event({ type: 'part-ended', part: text }, 1), 'life');
    told.length = 0;
    const older = { ...text, part: 'older', prompt: 'msg_0' as MessageId };
    session.catchUp(now({ parts: [older, text, { ...text, part: 'missed' }] }));
    expect(told).toMatchObject([{ kind: 'prompt-accepted' }, { kind: 'item-closed', part: 'missed' }]);
  });

  test('given a prompt that was aborted in the gap, and one that was steered and began work of its own, then the abort is told before the other is taken', () => {
    const { session, told } = bound(true);
    const late = 'msg_2' as MessageId;
    session.steer(late);
    session.deliver(event({ type: 'accepted', prompt }, 1), 'life');
    told.length = 0;
    const steps = [
      { prompt, state: { is: 'aborted' } },
      { prompt: late, state: { is: 'open' } },
    ] as const;
    session.catchUp(now({ prompts: [prompt, late], steps, parts: [text] }));
    expect(told).toMatchObject([
      { kind: 'item-closed', prompt },
      { kind: 'turn-aborted', prompt },
      { kind: 'prompt-accepted', prompt: late },
    ]);
  });

  test('given a request and a task that ended in the gap, then that is told', () => {
    const { session, told } = bound(true);
    session.deliver(event({ type: 'asked', request }, 1), 'life');
    session.deliver(event({ type: 'task', task: { ref: 'k', title: 'Build' } }, 2), 'life');
    told.length = 0;
    session.catchUp(now({ prompts: [] }));
    expect(told).toMatchObject([
      { kind: 'request-resolved', requestRef: 'r' },
      { kind: 'task-ended', ref: 'k', lost: false },
    ]);
  });
});

describe('an observation', () => {
  const second = 'msg_2' as MessageId;
  const session: WireSession = {
    id: 'ses',
    directory: '/d',
    title: '',
    seq: 1,
    busy: false,
    prompts: [prompt, second],
    steps: [
      { prompt, state: { is: 'ended', finish: 'final' } },
      { prompt: second, state: { is: 'aborted' } },
    ],
    parts: [],
    requests: [],
    tasks: [],
  };

  test.each([
    [[prompt], { prompt: 'present', standing: { kind: 'ended', finish: 'final' } }],
    [[prompt, second], { prompt: 'present', standing: { kind: 'aborted' } }],
    [['msg_3' as MessageId], { prompt: 'absent', standing: { kind: 'none' } }],
    [[prompt, 'msg_3' as MessageId], { prompt: 'absent', standing: { kind: 'ended', finish: 'final' } }],
    [[], { prompt: 'unknown', standing: { kind: 'aborted' } }],
  ])('given %j, then it is %j', (prompts, verdict) => {
    expect(verdictOf(session, prompts)).toEqual({ kind: 'alive', busy: false, ...verdict });
  });
});
