import { describe, expect, test } from 'vitest';
import { t } from '../test/given.ts';
import {
  type Command,
  decide,
  describe as describeThread,
  evolve,
  type ProjectId,
  summarize,
  type ThreadId,
  type ThreadState,
} from './index.ts';
import { threadEvent } from './schema/index.ts';

const forkedFrom = { threadId: 'source' as ThreadId, turnId: t('t3'), turn: 3, nextOrder: 41 };
const fork: Command = {
  type: 'thread.fork',
  threadId: 'fork' as ThreadId,
  projectId: 'p' as ProjectId,
  settings: { provider: 'opencode', model: 'practice/plain' },
  title: ' Plan (fork) ',
  forkedFrom,
};

function forked(): ThreadState {
  const decided = decide(null, fork, 0);
  if (!decided.ok) throw new Error(decided.refusal.message);
  return decided.events.reduce<ThreadState | null>((state, event) => {
    const read = threadEvent.parse(JSON.parse(JSON.stringify(event)));
    return evolve(state, { threadId: 'fork' as ThreadId, version: (state?.version ?? 0) + 1, at: 1_000, event: read });
  }, null) as ThreadState;
}

describe('rule 41: a fork is a thread of its own, which goes on after a settled turn of another', () => {
  test('its turns and items come after those that it shares, and its session is bound at once', () => {
    const state = forked();
    expect(state).toMatchObject({
      title: 'Plan (fork)',
      forkedFrom,
      turnCount: 3,
      nextOrder: 41,
      session: { status: 'starting', epoch: 0 },
    });
    expect(state.lastTurn).toBeUndefined();
    expect(summarize(state)).toMatchObject({ forkedFrom });
  });

  test('it is named as a fork, not by its first message, and says that it is one until it has a turn of its own', () => {
    const rested: ThreadState = { ...forked(), session: { status: 'ready', epoch: 1 } };
    expect(describeThread(summarize(rested), 0)).toMatchObject({ word: 'new', label: 'Forked' });
    const ids = { messageId: 'm' as never, turnId: t('t4'), itemId: 'i' as never };
    const sent = decide(rested, { type: 'thread.turn.start', ...ids, text: 'Go on', attachments: [] }, 0);
    expect(sent.ok && sent.events.map(({ type }) => type)).not.toContain('thread.renamed');
    expect(sent.ok && sent.fate).toBe('started');
  });

  test('a thread that is there is not made again', () => {
    expect(decide(forked(), fork, 0)).toMatchObject({ ok: false, refusal: { code: 'COMMAND_CONFLICT' } });
  });
});
