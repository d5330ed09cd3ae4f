import { describe, expect, test } from 'vitest';
import {
  aborted,
  accepted,
  asking,
  atRest,
  bound,
  busy,
  completed,
  drain,
  failure,
  given,
  handed,
  handOver,
  i,
  idle,
  m,
  pending,
  r,
  resume,
  running,
  type Step,
  send,
  signal,
  stop,
  stopping,
  stopSession,
  streaming,
  t,
} from '../test/given.ts';
import { drainable, handOverable } from './index.ts';

const respond = (decision: 'allow' | 'deny' | 'cancel'): Step => ({
  command: { type: 'thread.request.respond', requestId: r('r1'), answer: { kind: 'decision', decision } },
});
const command = (type: 'thread.archive' | 'thread.unarchive' | 'thread.remove' | 'thread.session.start'): Step => ({ command: { type } });
const closing = signal({ kind: 'item-closed', turnId: t('t1'), itemId: i('a1'), content: { kind: 'assistant', text: 'Whole.' } });
const request = { requestId: r('r1'), kind: 'permission', title: 'Run', detail: 'x', choices: ['allow'] } as const;
const step = (finish: 'unknown' | 'more') => signal({ kind: 'step-ended', turnId: t('t1'), finish });

describe('rule 7: a turn runs when the provider accepted it', () => {
  test('the way of a message: accepted, delivering, delivered; of its turn: pending, running', () => {
    given()
      .when(send(), bound, handOver, accepted())
      .then((world) => {
        expect(world.log.map((record) => record.event?.type)).toEqual([
          'thread.created',
          'message.accepted',
          'thread.renamed',
          'turn.requested',
          'item.closed',
          'session.bound',
          'message.delivering',
          'message.delivered',
          'turn.started',
        ]);
        expect(world.items.get(i('u1'))).toMatchObject({ kind: 'user', status: 'done', text: 'text 1', turnId: 't1' });
      });
  });

  test('the prompt is handed over once', () => {
    given(...handed)
      .when(handOver)
      .then((world) => expect(world.refusal).toBe('MESSAGE_IN_DELIVERY'));
  });
});

describe('rules 3, 4: strangers', () => {
  test('an exit of an older epoch cannot stop the successor', () => {
    given(...atRest, stopSession, signal({ kind: 'session-stop-confirmed' }), send(2), bound, handOver, accepted(2))
      .when({ signal: { kind: 'exited', cause: 'exit' }, epoch: 1 })
      .then((world) => {
        expect(world.ignored).toBe('older-epoch');
        expect(world.outcome).toBe('running, session running');
      });
  });

  test('the end of another turn does not touch the session', () => {
    given(...atRest, send(2), handOver, accepted(2))
      .when(completed(1))
      .then((world) => {
        expect(world.ignored).toBe('settled-turn');
        expect(world.state.session.status).toBe('running');
      });
  });

  test('a binding that nobody waits for any more is not taken', () => {
    given(send(), stop)
      .when(bound)
      .then((world) => {
        expect(world.ignored).toBe('unchanged');
        expect(world.state.session).toEqual({ status: 'stopped', epoch: 0 });
      });
  });
});

describe('rules 8, 9, 11: stop', () => {
  test('before anything was handed over: the start is cancelled, the message comes back', () => {
    given(...pending)
      .when(stop)
      .then((world) => {
        expect(world.happened).toEqual(['message.returned', 'turn.settled']);
        expect(world.outcome).toBe('interrupted by user, session ready');
        expect(world.queue).toEqual(['m1 returned interrupted, seen no']);
      });
  });

  test('while the prompt is on its way: stays pending, and the abort is sent when it is accepted', () => {
    given(...handed, stop)
      .when(accepted())
      .then((world) => {
        expect(world.outcome).toBe('running, session running');
        expect(world.state.turn?.stop?.by).toBe('user');
        expect(world.asks).toEqual(['abort']);
      });
  });

  test('later work of a stopping turn sends the abort again', () => {
    given(...stopping)
      .when(signal({ kind: 'step-started', turnId: t('t1') }))
      .then((world) => expect(world.asks).toEqual(['abort']));
  });

  test('ten have the effect of one', () => {
    given(...running)
      .when(...Array<Step>(10).fill(stop))
      .then((world) => expect(world.log.filter(({ event }) => event?.type === 'turn.stop-requested')).toHaveLength(1));
  });

  test('it spares a turn that the user asked for after the version they saw', () => {
    const world = given(...running).when(completed()).then;
    world((seen) => {
      const version = seen.state.version;
      seen.do(send(2), handOver, accepted(2), { command: { type: 'thread.turn.interrupt', by: 'user', seenVersion: version } });
      expect(seen.happened).toEqual([]);
      expect(seen.state.turn?.stop).toBeUndefined();
    });
  });

  test('it stops a turn that the server began by itself since, from a message sent before', () => {
    given(...running, send(2))
      .when()
      .then((seen) => {
        const version = seen.state.version;
        seen.do(completed(), drain(2), handOver, accepted(2));
        seen.do({ command: { type: 'thread.turn.interrupt', by: 'user', seenVersion: version } });
        expect(seen.state.turn?.stop?.by).toBe('user');
      });
  });

  test('a refused stop leaves the turn running with the reason, and may be repeated', () => {
    given(...stopping, signal({ kind: 'stop-refused', turnId: t('t1'), failure: failure('STOP_REFUSED'), noticeId: i('n1') }))
      .when(stop)
      .then((world) => {
        expect(world.items.get(i('n1'))?.kind).toBe('notice');
        expect(world.state.turn?.stop?.by).toBe('user');
      });
  });

  test('with no turn it holds what waits; with nothing to do it is done already', () => {
    given(...running, send(2), completed())
      .when(stop)
      .then((world) => expect(world.state.queue.hold?.reason).toBe('interrupted'));
    given()
      .when(stop)
      .then((world) => expect(world.answer).toEqual({ ok: true, events: [] }));
  });
});

describe('rule 10: stopping the session', () => {
  test('refused: the session stays, with the reason', () => {
    given(...atRest, stopSession)
      .when(signal({ kind: 'session-stop-refused', failure: failure('STOP_REFUSED'), noticeId: i('n1') }))
      .then((world) => {
        expect(world.state.session).toMatchObject({ status: 'ready', lastError: { code: 'STOP_REFUSED' } });
        expect(world.items.get(i('n1'))?.turnId).toBe('t1');
      });
  });

  test('no binding is a success; messages sent meanwhile go after it', () => {
    given()
      .when(stopSession)
      .then((world) => expect(world.answer).toEqual({ ok: true, events: [] }));
    given(...atRest, stopSession, send(2))
      .when(signal({ kind: 'session-stop-confirmed' }))
      .then((world) => {
        expect(world.queue).toEqual(['m2 queued next']);
        expect(drainable(world.state)).toBe(true);
      });
  });
});

test('rule 13: after an abort nothing is handed over until the provider is observed idle', () => {
  given(...stopping, aborted(), send(2))
    .when(handOver)
    .then((world) => {
      expect(world.refusal).toBe('BLOCKED_BY_STOP');
      expect(world.outcome).toBe('pending, session starting');
      world.do({ observe: idle({ kind: 'aborted' }, 'absent') });
      expect(handOverable(world.state)).toBe(true);
    });
});

describe('rule 18: after the settlement', () => {
  test('the closing text completes a partial item; outcome and times stay', () => {
    given(...streaming, aborted())
      .when({ after: 500 }, closing)
      .then((world) => {
        expect(world.items.get(i('a1'))).toMatchObject({ status: 'done', text: 'Whole.', completedAt: 1_000 });
        expect(world.turns.get(t('t1'))).toMatchObject({ state: 'interrupted', completedAt: 1_000 });
      });
  });

  test('the files that it changed complete it; the same told again is nothing; outcome and times stay', () => {
    const changes = { files: 2, added: 5, removed: 1 };
    const changed = signal({ kind: 'files-changed', turnId: t('t1'), changes });
    given(...streaming, completed())
      .when({ after: 500 }, changed, changed)
      .then((world) => {
        expect(world.turns.get(t('t1'))).toMatchObject({ state: 'completed', completedAt: 1_000, changes });
        expect(world.state.lastTurn).toMatchObject({ changes });
        expect(world.log.filter(({ event }) => event?.type === 'turn.files-changed')).toHaveLength(1);
      });
  });

  test('what an older turn changed completes its row while another turn runs', () => {
    const changes = { files: 1, added: 1, removed: 0 };
    given(...streaming, completed(), send(2), handOver, accepted(2))
      .when(signal({ kind: 'files-changed', turnId: t('t1'), changes }))
      .then((world) => {
        expect(world.turns.get(t('t1'))).toMatchObject({ state: 'completed', number: 1, changes });
        expect(world.turns.get(t('t2'))?.changes).toBeUndefined();
      });
  });

  test('a turn that the user stopped gets no new items: the abort is sent again', () => {
    given(...stopping, aborted())
      .when(closing)
      .then((world) => {
        expect(world.ignored).toBe('stopped-turn-work');
        expect(world.asks).toEqual(['abort']);
      });
  });

  test('new work of a finished turn is adopted as a turn that can be stopped', () => {
    given(...atRest, signal({ kind: 'step-started', turnId: t('t1') }))
      .when()
      .then((world) => {
        expect(world.asks).toEqual(['adopt']);
        world.do(signal({ kind: 'foreign-work', freshTurnId: t('f1') }), stop);
        expect(world.state.turn).toMatchObject({ turnId: 'f1', origin: 'provider', state: 'running', stop: { by: 'user' } });
      });
  });

  test('the acceptance of its own prompt that comes late is no new work', () => {
    given(...atRest)
      .when(accepted())
      .then((world) => {
        expect(world.state.turn).toBeUndefined();
        expect(world.asks).not.toContain('adopt');
      });
  });

  test('work while draining is an alarm, never adopted', () => {
    given(...stopping, aborted())
      .when(signal({ kind: 'foreign-work', freshTurnId: t('f1') }))
      .then((world) => expect(world.asks).toEqual(['abort']));
  });
});

test('what a sub-agent does stands within its call, also when the turn ends before it', () => {
  const tool = {
    kind: 'tool',
    callId: 'c',
    tool: 'bash',
    title: 'ls',
    input: {},
    result: 'running',
    output: { preview: '', bytes: 0 },
  } as const;
  const inside = { turnId: t('t1'), parentId: i('call') } as const;
  given(...running)
    .when(
      signal({ kind: 'item-started', itemId: i('b1'), ...inside, content: tool }),
      signal({ kind: 'item-updated', itemId: i('b1'), ...inside, tool: { ...tool, title: 'ls -l' } }),
      signal({ kind: 'item-closed', itemId: i('b2'), ...inside, content: { kind: 'assistant', text: 'Done.' } }),
      aborted(),
    )
    .then((world) => {
      expect(world.items.get(i('b1'))).toMatchObject({ status: 'partial', parentId: 'call', title: 'ls -l', result: 'cancelled' });
      expect(world.items.get(i('b2'))).toMatchObject({ status: 'done', parentId: 'call' });
    });
});

test('rule 16: what is told again after a reconnect doubles nothing', () => {
  const started = signal({ kind: 'item-started', turnId: t('t1'), itemId: i('a1'), content: { kind: 'assistant', text: '' } });
  given(...streaming, started, closing)
    .when(started, closing, accepted())
    .then((world) => {
      expect(world.log.filter(({ event }) => event?.type === 'item.started')).toHaveLength(1);
      expect(world.log.filter(({ event }) => event?.type === 'item.closed' && event.itemId === i('a1'))).toHaveLength(1);
      expect(world.items.get(i('a1'))).toMatchObject({ status: 'done', text: 'Whole.' });
    });
});

describe('rule 19: a verdict counts only for its moment', () => {
  test.each([
    ['another epoch', { epoch: 0 }],
    ['another turn', { turnId: t('t0') }],
    ['a stop came between', { stopping: true }],
    ['a signal came between', { sinceSignal: 0 }],
  ])('%s', (_what, moment) => {
    given(...running)
      .when({ observe: { kind: 'gone' }, moment })
      .then((world) => {
        expect(world.ignored).toBe('outdated-observation');
        expect(world.state.turn?.state).toBe('running');
      });
  });
});

describe('rule 22: a new context is chosen, never silent', () => {
  const fresh: Step = { command: { type: 'thread.session.start', fresh: true } };
  const lost = signal({ kind: 'bind-failed', failure: failure('SESSION_LOST') });

  test('the choice stands until a bind has followed it', () => {
    given(send(1), lost)
      .when(fresh)
      .then((world) => {
        expect(world.state.session).toMatchObject({ status: 'starting', bound: false, fresh: true });
        world.do(signal({ kind: 'bind-failed', failure: failure('PROVIDER_UNAVAILABLE') }));
        expect(world.state.session).toMatchObject({ status: 'error', fresh: true });
      });
    given(send(1), lost, fresh)
      .when(bound)
      .then((world) => expect(world.state.session).not.toHaveProperty('fresh'));
  });

  test('refused while a turn lives or a session is bound', () => {
    for (const steps of [running, atRest]) {
      given(...steps)
        .when(fresh)
        .then((world) => expect(world.refusal).toBe('BLOCKED_BY_RUNNING_TURN'));
    }
  });
});

describe('rule 25: the queue', () => {
  test('what is sent while a turn runs waits, and goes when it completed', () => {
    given(...running, send(2), send(3))
      .when(completed(), drain(2))
      .then((world) => {
        expect(world.queue).toEqual(['m2 delivering', 'm3 queued']);
        expect(world.state.turn?.turnId).toBe('t2');
      });
  });

  test('any other outcome holds it until it is resumed', () => {
    given(...running, send(2), signal({ kind: 'turn-failed', turnId: t('t1'), failure: failure('PROVIDER_LIMIT') }), drain(2))
      .when()
      .then((world) => {
        expect(world.refusal).toBe('MESSAGE_NOT_FOUND');
        expect(world.state.queue.hold?.reason).toBe('failed');
        world.do(resume, drain(3));
        expect(world.queue).toEqual(['m2 delivering']);
      });
  });

  test('what is sent while a stop is under way goes next, alone; the rest stays held', () => {
    given(...running, send(2), stop, send(3), aborted())
      .when(drain(3))
      .then((world) => {
        expect(world.queue).toEqual(['m2 queued', 'm3 delivering']);
        expect(world.state.queue.hold?.reason).toBe('interrupted');
        expect(drainable(world.state)).toBe(false);
      });
  });

  test('what is sent while the queue is held and nothing runs goes at once, alone', () => {
    given(...running, send(2), stop, aborted())
      .when(send(3))
      .then((world) => {
        expect(world.answer).toMatchObject({ fate: 'started' });
        expect(world.queue).toEqual(['m2 queued', 'm3 delivering']);
      });
  });

  test('a second stop holds what was to go next', () => {
    given(...running, stop, send(2))
      .when(stop, aborted())
      .then((world) => {
        expect(world.queue).toEqual(['m2 queued']);
        expect(drainable(world.state)).toBe(false);
      });
  });

  test('refusals: empty, too large, full, on its way, unknown', () => {
    const remove = (id: string): Step => ({ command: { type: 'thread.queue.remove', messageId: m(id) } });
    const fill = Array.from({ length: 50 }, (_, n) => send(n + 2));
    given(...running, send(9, '  '))
      .when()
      .then((world) => expect(world.refusal).toBe('MESSAGE_EMPTY'));
    given(...running, send(9, 'x'.repeat(1_000_001)))
      .when()
      .then((world) => expect(world.refusal).toBe('TEXT_TOO_LARGE'));
    given(...running, ...fill, send(99))
      .when()
      .then((world) => expect(world.refusal).toBe('QUEUE_FULL'));
    given(...handed, remove('m1'))
      .when()
      .then((world) => expect(world.refusal).toBe('MESSAGE_IN_DELIVERY'));
    given(remove('m1'))
      .when()
      .then((world) => expect(world.refusal).toBe('MESSAGE_NOT_FOUND'));
  });
});

describe('rules 28, 29: requests', () => {
  test('a request starts a pending turn', () => {
    given(...handed)
      .when(signal({ kind: 'request-opened', turnId: t('t1'), request }))
      .then((world) => expect(world.happened).toEqual(['message.delivered', 'turn.started', 'request.opened']));
  });

  test('it ends with its turn, in the settling event, and never opens again', () => {
    given(...asking, completed())
      .when()
      .then((world) => {
        expect(world.happened).toEqual(['turn.settled']);
        expect(world.requests.get(r('r1'))).toMatchObject({ state: 'expired', endedAt: 1_000 });
        world.do(send(2), handOver, accepted(2), signal({ kind: 'request-opened', turnId: t('t2'), request }));
        expect(world.ignored).toBe('ended-request');
        expect(world.asks).toEqual(['refuse-request']);
      });
  });

  test('the first answer wins, and only the provider resolves it', () => {
    given(...asking, respond('allow'), respond('deny'))
      .when()
      .then((world) => {
        expect(world.refusal).toBe('REQUEST_CLOSED');
        expect(world.requests.get(r('r1'))?.state).toBe('answering');
        world.do(signal({ kind: 'request-resolved', requestId: r('r1') }));
        expect(world.requests.get(r('r1'))).toMatchObject({ state: 'resolved', answer: { decision: 'allow' } });
      });
  });

  test('an answer that did not arrive opens it again, with the reason', () => {
    given(...asking, respond('allow'))
      .when(signal({ kind: 'answer-failed', requestId: r('r1'), failure: failure('PROVIDER_UNAVAILABLE') }))
      .then((world) => expect(world.requests.get(r('r1'))).toMatchObject({ state: 'open', problem: { code: 'PROVIDER_UNAVAILABLE' } }));
  });

  test('deny refuses one thing; cancel also stops the turn', () => {
    given(...asking)
      .when(respond('deny'))
      .then((world) => expect(world.state.turn?.stop).toBeUndefined());
    given(...asking)
      .when(respond('cancel'))
      .then((world) => expect(world.happened).toEqual(['request.answering', 'turn.stop-requested']));
  });

  test('an answer must fit what was asked', () => {
    const questions = [{ id: 'q', text: 'Which?', options: [{ label: 'A' }, { label: 'B' }], multiple: false, free: false }];
    const question = signal({
      kind: 'request-opened',
      turnId: t('t1'),
      request: { ...request, kind: 'question', questions, choices: ['deny'] },
    });
    const answers = (...lists: string[][]): Step => ({
      command: { type: 'thread.request.respond', requestId: r('r1'), answer: { kind: 'answers', answers: lists } },
    });
    for (const wrong of [answers(), answers(['A', 'B']), answers(['C']), respond('allow')]) {
      given(...running, question)
        .when(wrong)
        .then((world) => expect(world.refusal).toBe('REQUEST_ANSWER_INVALID'));
    }
    for (const right of [answers(['A']), answers([]), respond('deny')]) {
      given(...running, question)
        .when(right)
        .then((world) => expect(world.happened).toContain('request.answering'));
    }
  });
});

describe('rules 37, 38: on and on', () => {
  const retry = (attempt: number) => signal({ kind: 'turn-retrying', turnId: t('t1'), attempt, reason: 'overloaded', nextAt: 5_000 });

  test('a retry is a mark of the running turn, told once, and the next work takes it away', () => {
    given(...running, retry(1), retry(1))
      .when()
      .then((world) => {
        expect(world.happened).toEqual([]);
        expect(world.turns.get(t('t1'))?.retry?.attempt).toBe(1);
        world.do(step('more'));
        expect(world.turns.get(t('t1'))).not.toHaveProperty('retry');
      });
  });

  test('eight steps in a row without a reason: the guard stops the turn, and it ends as RUNAWAY', () => {
    given(...running, ...Array<Step>(7).fill(step('unknown')))
      .when()
      .then((world) => {
        expect(world.state.turn?.stop).toBeUndefined();
        world.do(step('unknown'));
        expect(world.asks).toEqual(['abort']);
        world.do(aborted());
        expect(world.outcome).toBe('error by guard, session error');
        expect(world.state.lastTurn?.failure?.code).toBe('RUNAWAY');
      });
  });

  test('a reason in between starts the count anew; 120 steps in a minute are too many all the same', () => {
    const mixed = Array.from({ length: 119 }, (_, n) => step(n % 5 === 4 ? 'more' : 'unknown'));
    given(...running, ...mixed)
      .when()
      .then((world) => {
        expect(world.state.turn?.stop).toBeUndefined();
        world.do(step('more'));
        expect(world.state.turn?.stop?.by).toBe('guard');
      });
    const slow = Array.from({ length: 200 }, () => [{ after: 1_000 }, step('more')]).flat();
    given(...running, ...slow)
      .when()
      .then((world) => expect(world.state.turn?.stop).toBeUndefined());
  });
});

describe('rule 38: the guard', () => {
  const eight = Array<Step>(8).fill(step('unknown'));
  const steps = (count: number, apart: number): readonly Step[] =>
    Array.from({ length: count }, (): readonly Step[] => [{ after: apart }, step('more')]).flat();

  test('a minute is any minute: it trips on a burst, wherever in the turn that begins', () => {
    given(...running, { after: 59_000 }, ...steps(119, 1), { after: 1_000 })
      .when(step('more'))
      .then((world) => expect(world.state.turn?.stop).toMatchObject({ by: 'guard', code: 'RUNAWAY' }));
    given(...running, { after: 59_000 }, ...steps(119, 1), { after: 60_000 })
      .when(...steps(119, 1))
      .then((world) => expect(world.state.turn?.stop).toBeUndefined());
  });

  test('a clock that goes back an hour makes no minute of an hour, and one that goes ahead hides no burst', () => {
    given(...running, ...steps(10, 1_000), { after: -3_600_000 })
      .when(...steps(500, 1_000))
      .then((world) => expect(world.state.turn?.stop).toBeUndefined());
    given(...running, ...steps(10, 1_000), { after: 3_600_000 })
      .when(...steps(120, 1))
      .then((world) => expect(world.state.turn?.stop?.by).toBe('guard'));
  });

  test('what it remembers of a turn is bounded, also when the agent does not heed it', () => {
    given(...running)
      .when(...steps(2_000, 1))
      .then(({ state: { turn } }) => expect(turn?.state === 'running' && turn.steps.recent?.length).toBeLessThanOrEqual(120));
  });

  test('the user was first: it ends as stopped by the user, however long it goes on', () => {
    given(...stopping, ...eight)
      .when(aborted())
      .then((world) => expect(world.outcome).toBe('interrupted by user, session ready'));
  });

  test('it was first: a Stop of the user takes nothing away from it, and a deaf agent is escalated to the same end', () => {
    given(...running, ...eight, stop)
      .when(signal({ kind: 'stop-escalated', turnId: t('t1') }))
      .then((world) => {
        expect(world.outcome).toBe('error by deadline, session stopped');
        expect(world.state.lastTurn?.failure?.code).toBe('RUNAWAY');
      });
  });

  test('the turn ends well before the abort reaches it: that counts, and what waits is held all the same', () => {
    given(...running, send(2), ...eight)
      .when(completed())
      .then((world) => {
        expect(world.outcome).toBe('completed by provider, session ready');
        expect(drainable(world.state)).toBe(false);
        expect(world.state.session.draining).toBe(true);
      });
  });

  test('a stop of the guard that fails is taken back; the next step trips it again', () => {
    given(...running, ...eight, signal({ kind: 'stop-refused', turnId: t('t1'), failure: failure('STOP_REFUSED'), noticeId: i('n1') }))
      .when(step('unknown'))
      .then((world) => {
        expect(world.state.turn?.stop?.by).toBe('guard');
        expect(world.asks).toEqual(['abort']);
      });
  });
});

describe('rule 39: marks are set by one event and cleared by the first that contradicts them', () => {
  test('unverified', () => {
    given(...running, { observe: { kind: 'unknown' } })
      .when()
      .then((world) => {
        expect(world.state.session.unverifiedSince).toBe(1_000);
        world.do({ observe: busy });
        expect(world.happened).toEqual(['session.verified']);
        world.do({ observe: busy });
        expect(world.happened).toEqual([]);
      });
  });

  test('quiet, and never while the user is asked', () => {
    given(...running, signal({ kind: 'quiet' }), signal({ kind: 'alive' }))
      .when()
      .then((world) => expect(world.happened).toEqual(['session.verified']));
    given(...asking)
      .when(signal({ kind: 'quiet' }))
      .then((world) => expect(world.happened).toEqual([]));
  });
});

describe('rule 40: archive and remove are stops first', () => {
  test('refused while a turn lives or a session is bound', () => {
    given(...running)
      .when(command('thread.archive'))
      .then((world) => expect(world.refusal).toBe('BLOCKED_BY_RUNNING_TURN'));
    given(...atRest)
      .when(command('thread.remove'))
      .then((world) => expect(world.refusal).toBe('BLOCKED_BY_RUNNING_TURN'));
  });

  const ended: readonly Step[] = [...running, send(2), signal({ kind: 'exited', cause: 'exit' })];

  test('archive holds what waits; nothing is taken while archived', () => {
    given(...ended, command('thread.archive'), resume)
      .when()
      .then((world) => {
        expect(world.refusal).toBe('THREAD_ARCHIVED');
        expect(world.queue).toEqual(['m2 queued']);
        expect(drainable(world.state)).toBe(false);
        world.do(send(3));
        expect(world.refusal).toBe('THREAD_ARCHIVED');
      });
  });

  test('remove returns it; commands and signals find nothing then', () => {
    given(...ended, command('thread.remove'))
      .when()
      .then((world) => {
        expect(world.happened).toEqual(['message.returned', 'thread.removed']);
        world.do(send(3));
        expect(world.refusal).toBe('THREAD_NOT_FOUND');
        world.do(signal({ kind: 'title', title: 'x' }));
        expect(world.ignored).toBe('no-thread');
      });
  });
});
