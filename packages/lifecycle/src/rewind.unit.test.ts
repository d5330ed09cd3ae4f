import { describe, expect, test } from 'vitest';
import { failure, given, i, m, type Step, t, type World } from '../test/given.ts';
import { describe as describeThread } from './describe.ts';
import { drainable, summarize, violations } from './index.ts';

const send = (n: number): Step => ({
  command: { type: 'thread.turn.start', messageId: m(`m${n}`), turnId: t(`t${n}`), itemId: i(`u${n}`), text: `say ${n}`, attachments: [] },
});
const bound: Step = { signal: { kind: 'bound', resumed: true } };
const handOver: Step = { command: { type: 'thread.message.hand-over' } };
const accept = (n: number): Step => ({ signal: { kind: 'prompt-accepted', messageId: m(`m${n}`) } });
const complete = (n: number | 'f'): Step => ({ signal: { kind: 'turn-completed', turnId: n === 'f' ? t(n) : t(`t${n}`) } });
const turn = (n: number): Step[] => [send(n), handOver, accept(n), complete(n)];
const three: Step[] = [send(1), bound, handOver, accept(1), complete(1), ...turn(2), ...turn(3)];
const rewind = (n: number): Step => ({ command: { type: 'thread.rewind', turn: n } });
const undo: Step = { command: { type: 'thread.rewind.undo' } };
const rewound = (from: number, to: number): Step => ({ signal: { kind: 'rewound', turns: { from, to } } });
const undone: Step = { signal: { kind: 'rewind-undone' } };
const failed = (final?: true): Step => ({
  signal: { kind: 'rewind-failed', failure: failure('REWIND_IMPOSSIBLE'), ...(final ? { final } : {}) },
});
const exited: Step = { signal: { kind: 'exited', cause: 'exit' } };
const said = (world: World) => {
  const { word, label, reason } = describeThread(summarize(world.state), world.now);
  return [word, label, reason];
};
const row = (world: World, n: number | 'f') => world.turns.get(n === 'f' ? t(n) : t(`t${n}`));

describe('rule 42: turns are rewound, files and conversation together, until a turn begins after them', () => {
  test('asked for, it is under way until the provider answers; then it stands, and is undone as a whole', () => {
    given(...three)
      .when(rewind(2))
      .then((world) => {
        expect(world.happened).toEqual(['thread.rewind-requested']);
        expect(said(world)).toEqual(['rewinding', 'Rewinding', undefined]);
        world.do(rewound(2, 3));
        expect(world.state.rewind).toEqual({ turns: { from: 2, to: 3 } });
        expect(said(world)).toEqual(['rewound', 'Rewound', '2 turns']);
        world.do(rewound(2, 3));
        expect(world.ignored).toBe('unchanged');
        world.do(undo, undone);
        expect(world.state.rewind).toBeUndefined();
        expect(said(world)[0]).toBe('done');
        expect([1, 2, 3].map((n) => row(world, n)?.rewound)).toEqual([undefined, undefined, undefined]);
      });
  });

  test('the turn that begins after it makes it final, and its row says which turns left', () => {
    given(...three, rewind(2), rewound(2, 3))
      .when(send(4), handOver)
      .then((world) => {
        expect(world.state.rewind, 'not before the provider has the message').toEqual({ turns: { from: 2, to: 3 } });
        world.do(accept(4), complete(4));
        expect(world.state.rewind).toBeUndefined();
        expect(row(world, 4)).toMatchObject({ number: 4, rewound: { from: 2, to: 3 } });
        expect(row(world, 3)?.state, 'nothing is changed in what was rewound').toBe('completed');
        world.do(undo);
        expect(world.refusal).toBe('REWIND_FINAL');
      });
  });

  test('a message that the provider refuses leaves it as it is', () => {
    given(...three, rewind(3), rewound(3, 3), send(4), handOver)
      .when({ signal: { kind: 'prompt-refused', messageId: m('m4'), failure: failure('PROVIDER_REFUSED') } })
      .then((world) => {
        expect(world.state.rewind).toEqual({ turns: { from: 3, to: 3 } });
        expect(said(world)[0], 'the newest turn is what there is to say').toBe('failed');
        world.do(undo, undone);
        expect(world.state.rewind).toBeUndefined();
      });
  });

  test('given a rewind, when it goes further back, then all is undone together, and if that fails the first stands', () => {
    given(...three, rewind(3), rewound(3, 3))
      .when(rewind(2))
      .then((world) => {
        expect(world.state.rewind).toMatchObject({ turns: { from: 3, to: 3 }, asked: { turns: { from: 2, to: 3 } } });
        world.do(failed());
        expect(world.state.rewind).toMatchObject({ turns: { from: 3, to: 3 }, problem: { code: 'REWIND_IMPOSSIBLE' } });
        world.do(rewind(2), rewound(2, 3));
        expect(world.state.rewind).toEqual({ turns: { from: 2, to: 3 } });
        world.do(rewind(3));
        expect([world.happened, world.refusal], 'it is rewound already').toEqual([[], undefined]);
      });
  });

  test('a turn that lives, messages that wait, a stop of the session and an archive refuse it', () => {
    given(...three, send(4))
      .when(rewind(2))
      .then((world) => {
        expect(world.answer).toMatchObject({
          refusal: { code: 'BLOCKED_BY_RUNNING_TURN', blocker: { id: 't4' }, removedBy: 'thread.turn.interrupt' },
        });
        world.do(handOver, accept(4), send(5), { command: { type: 'thread.turn.interrupt', by: 'user' } });
        world.do({ signal: { kind: 'turn-aborted', turnId: t('t4') } }, rewind(2));
        expect(world.answer).toMatchObject({ refusal: { blocker: { kind: 'message', id: 'm5' }, removedBy: 'thread.queue.remove' } });
        world.do(
          { command: { type: 'thread.queue.remove', messageId: m('m5') } },
          { command: { type: 'thread.session.stop', force: false } },
        );
        world.do(rewind(2));
        expect(world.refusal).toBe('BLOCKED_BY_STOP');
        world.do({ signal: { kind: 'session-stop-confirmed' } }, { command: { type: 'thread.archive' } }, rewind(2));
        expect(world.refusal).toBe('THREAD_ARCHIVED');
      });
  });

  test('while it is under way no message is taken, no queue drains, and there is no second one', () => {
    given(...three, rewind(2))
      .when(send(4))
      .then((world) => {
        expect(world.answer).toMatchObject({ refusal: { code: 'BLOCKED_BY_REWIND', removedBy: 'thread.session.start' } });
        world.do(rewind(1));
        expect(world.refusal).toBe('BLOCKED_BY_REWIND');
        world.do(rewind(2));
        expect([world.happened, world.refusal], 'the same again is the same').toEqual([[], undefined]);
        expect(drainable(world.state)).toBe(false);
      });
  });

  test('given a provider that ends before it answers, then nobody says that it is done or not, and the next binding asks', () => {
    given(...three, rewind(2))
      .when(exited)
      .then((world) => {
        expect(world.state.session.status).toBe('stopped');
        expect(said(world)).toEqual(['rewinding', 'Rewinding: not known', 'the agent ended before it answered']);
        world.do(send(4));
        expect(world.refusal).toBe('BLOCKED_BY_REWIND');
        world.do({ command: { type: 'thread.session.start' } }, bound);
        expect(world.state.rewind).toMatchObject({ asked: { kind: 'rewind', turns: { from: 2, to: 3 } } });
        world.do(rewound(2, 3), send(4));
        expect(world.refusal).toBeUndefined();
      });
  });

  test('given no session, then one is bound for it; if none comes, it was not done', () => {
    given(...three, exited)
      .when(rewind(2))
      .then((world) => {
        expect(world.happened).toEqual(['thread.rewind-requested', 'session.starting']);
        world.do({ signal: { kind: 'bind-failed', failure: failure('PROVIDER_MISSING') } });
        expect(world.happened).toEqual(['thread.rewind-failed', 'session.failed']);
        expect(world.state.rewind).toEqual({ problem: failure('PROVIDER_MISSING') });
        expect(said(world)[0]).toBe('failed');
      });
  });

  test('given one that was told and whose next session cannot be bound, then it is not known still', () => {
    given(...three, rewind(2), exited, { command: { type: 'thread.session.start' } })
      .when({ signal: { kind: 'bind-failed', failure: failure('PROVIDER_UNAVAILABLE') } })
      .then((world) => expect(world.state.rewind?.asked).toMatchObject({ kind: 'rewind', told: true }));
  });

  test('given that it cannot be brought back any more, then it stays rewound and says why', () => {
    given(...three, rewind(2), rewound(2, 3), undo)
      .when(failed(true))
      .then((world) => {
        expect(world.state.rewind).toMatchObject({ turns: { from: 2, to: 3 }, final: true, problem: { code: 'REWIND_IMPOSSIBLE' } });
        world.do(undo);
        expect(world.refusal).toBe('REWIND_FINAL');
      });
  });

  test('given a user who goes on without the memory, then nothing is asked or undone in the new conversation', () => {
    given(...three, rewind(2), rewound(2, 3), exited)
      .when({ command: { type: 'thread.session.start', fresh: true } })
      .then((world) => {
        expect(world.state.rewind).toEqual({ turns: { from: 2, to: 3 }, final: true });
        expect(violations(world.state, { turns: world.turns.values(), items: [], requests: [] })).toEqual([]);
      });
  });

  test('given work that nobody here asked for after it, then it stands: that may be an echo; the next turn that was asked for makes it final', () => {
    given(...three, rewind(2), rewound(2, 3))
      .when({ signal: { kind: 'foreign-work', freshTurnId: t('f') } })
      .then((world) => {
        expect(world.state.rewind).toEqual({ turns: { from: 2, to: 3 } });
        world.do(complete('f'), send(5), handOver, accept(5));
        expect([row(world, 'f')?.rewound, row(world, 5)?.rewound]).toEqual([undefined, { from: 2, to: 3 }]);
        expect(world.state.rewind).toBeUndefined();
      });
  });
});
