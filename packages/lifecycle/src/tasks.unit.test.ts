import { describe, expect, test } from 'vitest';
import { atRest, completed, failure, given, i, k, running, type Step, send, signal, stop, stopSession, t } from '../test/given.ts';
import { releasable, describe as say, summarize } from './index.ts';

const started = (id: string, title = 'sleep 300'): Step =>
  signal({ kind: 'task-started', taskId: k(id), title, pid: 7, noticeId: i(`n${id}`) });
const ended = (id: string, lost = false): Step => signal({ kind: 'task-ended', taskId: k(id), lost, noticeId: i(`e${id}`) });
const stopTask = (id: string, force = false): Step => ({ command: { type: 'thread.task.stop', taskId: k(id), force } });
const withTask: readonly Step[] = [...running, started('k1'), completed(1)];

describe('rule 12: work that outlives its turn', () => {
  test('it is shown while it runs, and an item says that it was left and that it ended', () => {
    given(...withTask)
      .when()
      .then((world) => {
        expect(world.state.tasks).toEqual({ k1: { taskId: 'k1', title: 'sleep 300', epoch: 1, pid: 7, startedAt: 1_000 } });
        expect(say(summarize(world.state), world.now)).toMatchObject({ word: 'task', reason: 'sleep 300', since: 1_000 });
        expect(world.items.get(i('nk1'))).toMatchObject({ kind: 'notice', text: 'Left running: sleep 300' });
        world.do(started('k1'));
        expect(world.happened).toEqual([]);
        world.do(ended('k1'));
        expect(world.state.tasks).toBeUndefined();
        expect(world.items.get(i('ek1'))).toMatchObject({ text: 'Ended: sleep 300', turnId: 't1' });
        expect(say(summarize(world.state), world.now).word).toBe('done');
      });
  });

  test('it has a stop of its own, which may fail and may be forced', () => {
    given(...withTask)
      .when(stopTask('k1'))
      .then((world) => {
        expect(world.state.tasks?.[k('k1')]).toMatchObject({ stop: { force: false } });
        world.do(stopTask('k1'));
        expect(world.happened).toEqual([]);
        world.do(signal({ kind: 'task-stop-failed', taskId: k('k1'), failure: failure('STOP_DEADLINE') }));
        expect(world.state.tasks?.[k('k1')]).toMatchObject({ problem: { code: 'STOP_DEADLINE' } });
        world.do(stopTask('k1', true));
        expect(world.state.tasks?.[k('k1')]).toMatchObject({ stop: { force: true } });
        world.do(stopTask('k9'));
        expect(world.refusal).toBe('TASK_NOT_FOUND');
      });
  });

  test('a stop of a turn leaves it; a stop with no turn reaches it (rule 8)', () => {
    given(...withTask, send(2))
      .when(stop)
      .then((world) => {
        expect(world.state.tasks?.[k('k1')]?.stop).toBeUndefined();
        world.do(stop);
        expect(world.happened).toEqual(['task.stop-requested']);
      });
  });

  test('a second click that was meant for the turn does not reach it (rule 9)', () => {
    given(...withTask, send(2))
      .when()
      .then((world) => {
        const click: Step = { command: { type: 'thread.turn.interrupt', by: 'user', seenVersion: world.state.version } };
        world.do(click, click);
        expect(world.state.tasks?.[k('k1')]?.stop).toBeUndefined();
      });
  });

  test('with its binding it is lost, not ended', () => {
    given(...withTask)
      .when(signal({ kind: 'exited', cause: 'exit' }))
      .then((world) => {
        expect(world.happened).toEqual(['task.ended', 'session.stopped']);
        expect(world.log.at(-2)?.event).toMatchObject({ how: 'lost' });
      });
    given(...running, started('k1'))
      .when(signal({ kind: 'exited', cause: 'exit' }))
      .then((world) => expect(world.state).not.toHaveProperty('tasks'));
  });

  test('stopping the session stops it first', () => {
    given(...withTask)
      .when(stopSession)
      .then((world) => expect(world.happened).toEqual(['task.stop-requested', 'session.stop-requested']));
  });

  test('more than the limit are told, not watched', () => {
    given(...running, ...Array.from({ length: 25 }, (_, n) => started(`k${n}`)))
      .when()
      .then((world) => {
        expect(Object.keys(world.state.tasks ?? {})).toHaveLength(20);
        expect(world.items.get(i('nk24'))).toMatchObject({ kind: 'notice' });
      });
  });

  test('one of those beyond the limit, told again after a restart, is said once; with room it is watched then (rules 16, 39)', () => {
    given(...running, ...Array.from({ length: 25 }, (_, n) => started(`k${n}`)))
      .when(started('k24'))
      .then((world) => {
        expect(world.happened).toEqual([]);
        const notice = world.items.get(i('nk24'));
        world.do(ended('k0'), started('k24'));
        expect(world.happened).toEqual(['task.started']);
        expect(world.items.get(i('nk24'))).toEqual(notice);
      });
  });

  test('what is told twice, late or of an older binding changes nothing', () => {
    const late = signal({ kind: 'task-stop-failed', taskId: k('k1'), failure: failure('STOP_DEADLINE') });
    for (const nothing of [ended('k1'), late, ended('k9'), { ...started('k2'), epoch: 0 }])
      given(...withTask, stopTask('k1', true), ended('k1'))
        .when(nothing)
        .then((world) => {
          expect(world.happened).toEqual([]);
          expect(world.state.tasks).toBeUndefined();
        });
  });
});

describe('rule 20: an idle session is let go', () => {
  const asked = (busy = false): Step => ({
    observe: { kind: 'alive', busy, prompt: 'present', standing: { kind: 'ended', finish: 'final' } },
    moment: { release: true },
  });

  test('asked at that moment and idle: stopped, and what was said stays', () => {
    given(...atRest)
      .when(asked())
      .then((world) => {
        expect(world.log.at(-1)?.event).toEqual({ type: 'session.stopped', cause: 'idle' });
        expect(world.outcome).toBe('completed by provider, session stopped');
        expect(say(summarize(world.state), world.now).word).toBe('done');
      });
  });

  test.each([
    ['a task', withTask],
    ['a turn', running],
  ] as const)('not with %s', (_, before) => {
    given(...before)
      .when()
      .then((world) => {
        expect(releasable(world.state)).toBe(false);
        world.do(asked());
        expect(world.state.session.status).not.toBe('stopped');
      });
  });

  test('busy at that moment: the work is adopted, not cut', () => {
    given(...atRest)
      .when(asked(true))
      .then((world) => expect(world.asks).toEqual(['adopt']));
  });

  test('a message that came meanwhile wins (rule 19)', () => {
    given(...atRest, send(2))
      .when({ ...asked(), moment: { release: true, turnId: undefined as never } } as Step)
      .then((world) => expect(world.ignored).toBe('outdated-observation'));
  });

  test('an observation without that wish lets nothing go', () => {
    given(...atRest)
      .when({ observe: { kind: 'alive', busy: false, prompt: 'present', standing: { kind: 'none' } } })
      .then((world) => expect(world.happened).toEqual([]));
  });
});

describe('a change of settings is of the next turn', () => {
  const change: Step = { command: { type: 'thread.configure', settings: { model: 'practice/other' }, noticeId: i('n1') } };

  test('in mid-turn it says so, and the turn keeps what it was asked with', () => {
    given(...running)
      .when(change)
      .then((world) => {
        expect(world.happened).toEqual(['thread.configured', 'item.closed']);
        expect(world.items.get(i('n1'))).toMatchObject({ text: 'From the next turn on: model practice/other.', turnId: 't1' });
        expect(world.state.settings.model).toBe('practice/other');
        expect(world.state.turn?.settings?.model).toBe('practice/plain');
        world.do(completed(1), send(2));
        expect(world.state.turn).toMatchObject({ turnId: t('t2') });
        expect(world.state.turn?.settings).toBeUndefined();
      });
  });

  test('at rest it just is so; the same again changes nothing', () => {
    given(...atRest)
      .when(change, change)
      .then((world) => {
        expect(world.happened).toEqual([]);
        expect(world.state.settings.model).toBe('practice/other');
      });
  });
});
