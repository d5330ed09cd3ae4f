import { describe, expect, test } from 'vitest';
import { i, m, t } from '../../../packages/lifecycle/test/given.ts';
import { audit, checks } from './checks.ts';
import { atWork, honest, relogged, withSent, withThread } from './given.ts';
import type { AuditedThread, World } from './world.ts';

test('given a world without a lie, then nothing is found', () => {
  expect(audit(honest())).toEqual([]);
});

/** By check: what was tampered with, and a part of what must be found. */
const tampered: Readonly<Record<string, Readonly<Record<string, readonly [World, string]>>>> = {
  turns: {
    'a turn runs, and its provider is idle': [
      withThread(atWork(), () => ({ provider: { busy: false, prompts: [] } })),
      'its provider is idle',
    ],
    'a turn runs where all should rest': [atWork(), 'at rest'],
    'the provider could not be asked': [withThread(honest(), () => ({ provider: 'silent' })), 'could not be asked'],
    'the provider is busy, and nothing runs': [
      withThread(honest(), () => ({ provider: { busy: true, prompts: [] } })),
      'its provider is busy',
    ],
  },
  messages: {
    'an accepted message is not in the log': [withSent(honest(), { messageId: 'm9' }), 'is accepted 1 times'],
    'an accepted message has no fate': [relogged(honest(), { without: ['message.delivered'] }), 'is lost'],
    'a message is delivered twice': [
      relogged(honest(), { more: [{ type: 'message.delivered', messageId: m('m1'), turnId: t('t1') }] }),
      'is delivered 2 times',
    ],
    'the provider has a prompt twice': [withThread(honest(), ({ provider }) => ({ provider: twice(provider) })), 'stands 2 times'],
    'the provider has not what it answered': [
      withThread(honest(), () => ({ provider: { busy: false, prompts: [] } })),
      "is not in the provider's history",
    ],
    'a message came back as unseen, and the provider has it': [
      relogged(honest(), {
        without: ['message.delivered'],
        more: [{ type: 'message.returned', messageId: m('m1'), reason: 'refused', seen: 'no' }],
      }),
      'came back unseen',
    ],
    'a refused message is there': [withSent(honest(), { refused: 'THREAD_ARCHIVED' }), 'was refused'],
    'a repeated command was answered differently': [{ ...honest(), contradictions: ['mark-1'] }, 'answered differently'],
  },
  texts: {
    'less is kept than was shown': [withThread(honest(), () => ({ shown: new Map([['a1', 'A whole sentence. And more']]) })), 'was shown'],
    'an item that was shown is gone': [withThread(honest(), () => ({ shown: new Map([['a2', 'Once']]) })), 'not in the log'],
  },
  ages: {
    'a turn failed with a time below zero': [
      withThread(honest(), ({ served }) => ({ served: { ...served, state: failedWith(served.state, 'No answer since -3 s.') } })),
      'No answer since -3 s',
    ],
  },
  versions: {
    'a version is missing': [{ ...honest(), log: honest().log.filter(({ version }) => version !== 3) }, 'version 4 follows 2'],
    'a sequence comes again': [{ ...honest(), log: honest().log.map((record) => ({ ...record, sequence: 1 })), head: 1 }, 'sequence 1'],
    "the server's head is not the log's": [{ ...honest(), head: 2 }, 'head is 2'],
  },
  folds: {
    'the server has a state that its log does not give': [
      withThread(honest(), ({ served }) => ({ served: { ...served, state: { ...served.state, turnCount: 9 } } })),
      'not the fold of its log',
    ],
    'the client has another state': [
      withThread(honest(), ({ seen }) => ({ seen: seen && { ...seen, state: { ...seen.state, title: 'Other' } } })),
      "live client's state",
    ],
    'the client lacks an item': [
      withThread(honest(), ({ seen }) => ({ seen: seen && { ...seen, items: seen.items.filter(({ itemId }) => itemId !== i('a1')) } })),
      'another item a1',
    ],
    'the client has nothing': [withThread(honest(), () => ({ seen: undefined })), 'has nothing'],
  },
  rows: { 'verify found something': [{ ...honest(), verified: ['thread: rows differ'] }, 'rows differ'] },
  processes: {
    'an agent was left behind by its server': [
      { ...honest(), processes: [...honest().processes, { pid: 4, command: '/somewhere/opencode serve --port 2' }] },
      '2 processes of opencode',
    ],
    'a command of an agent outlived its turn': [
      { ...honest(), processes: [...honest().processes, { pid: 5, command: 'sleep 60' }] },
      'left over: 5 sleep 60',
    ],
  },
};

test('given a provider that could not be asked, then its silence is no proof that it lacks a message', () => {
  expect(checks.messages?.(withThread(honest(), () => ({ provider: 'silent' })))).toEqual([]);
});

function failedWith(state: AuditedThread['served']['state'], message: string): AuditedThread['served']['state'] {
  if (!state.lastTurn) throw new Error('The thread has no turn.');
  return {
    ...state,
    lastTurn: { ...state.lastTurn, state: 'error', failure: { code: 'PROVIDER_TURN_FAILED', message, retryable: false } },
  };
}

function twice(provider: AuditedThread['provider']): AuditedThread['provider'] {
  return provider === 'silent' ? provider : { ...provider, prompts: [...provider.prompts, ...provider.prompts] };
}

test('there is a tampered world for each check', () => {
  expect(Object.keys(tampered).sort()).toEqual(Object.keys(checks).sort());
});

describe.each(Object.entries(tampered))('the check of %s', (name, worlds) => {
  test.each(Object.entries(worlds))('%s', (_what, [world, finding]) => {
    expect(checks[name]?.(world).join('\n')).toContain(finding);
  });
});
