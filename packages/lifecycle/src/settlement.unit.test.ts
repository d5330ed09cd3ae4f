import { describe, expect, test } from 'vitest';
import {
  aborted,
  accepted,
  atRest,
  bound,
  busy,
  completed,
  failure,
  given,
  handed,
  i,
  idle,
  m,
  pending,
  running,
  type Step,
  send,
  signal,
  stopping,
  stopSession,
  streaming,
  t,
} from '../test/given.ts';

/** One line for each row of docs/lifecycle.md, section 3, written from the document and not from the tables in code. */
type Line = readonly [what: string, steps: readonly Step[], becomes: string, more?: { asks?: string[]; queue?: string[]; code?: string }];

const failed = failure('PROVIDER_LIMIT', 'too many requests');
const exit = (extra: object = {}) => signal({ kind: 'exited', cause: 'exit', ...extra });
const report = (ends: boolean, named = true) =>
  signal({ kind: 'error-reported', ...(named ? { turnId: t('t1') } : {}), failure: failed, ends, noticeId: i('n1') });
const final = { kind: 'ended', finish: 'final' } as const;
const observed = (standing: Parameters<typeof idle>[0], confirmed = false): Step => ({ observe: idle(standing), moment: { confirmed } });
const lost = (reason: 'refused' | 'deadline' | 'exit' | 'restart', seen: 'no' | 'perhaps') =>
  signal({ kind: 'prompt-lost', messageId: m('m1'), reason, seen });

function check(base: readonly Step[], lines: readonly Line[]) {
  for (const [what, steps, becomes, more = {}] of lines) {
    test(what, () => {
      given(...base)
        .when(...steps)
        .then((world) => {
          expect(world.outcome).toBe(becomes);
          if (more.asks) expect(world.asks).toEqual(more.asks);
          if (more.queue) expect(world.queue).toEqual(more.queue);
          if (more.code) expect(world.state.lastTurn?.failure?.code).toBe(more.code);
        });
    });
  }
}

describe('given a running turn', () => {
  check(running, [
    ['when completed', [completed()], 'completed by provider, session ready'],
    [
      'when failed',
      [signal({ kind: 'turn-failed', turnId: t('t1'), failure: failed })],
      'error by provider, session error',
      { code: 'PROVIDER_LIMIT' },
    ],
    ['when aborted', [aborted()], 'interrupted by provider, session ready'],
    ['when an error report ends it', [report(true)], 'error by provider, session error', { code: 'PROVIDER_LIMIT' }],
    ['when another error is reported: a notice, and observe', [report(false)], 'running, session running', { asks: ['observe'] }],
    ['when an error names no turn: a notice, and observe', [report(true, false)], 'running, session running', { asks: ['observe'] }],
    ['when the process exits', [exit()], 'interrupted by exit, session stopped'],
    ['when the process exits with an error', [exit({ failure: failed })], 'error by exit, session stopped', { code: 'PROVIDER_LIMIT' }],
    ['when a restart ends the process', [signal({ kind: 'exited', cause: 'restart' })], 'interrupted by restart, session stopped'],
    ['when idle names no turn', [signal({ kind: 'idle', standing: final })], 'running, session running', { asks: ['observe'] }],
    ['when its own idle says final', [signal({ kind: 'idle', turnId: t('t1'), standing: final })], 'completed by provider, session ready'],
    [
      'when its own idle says failed',
      [signal({ kind: 'idle', turnId: t('t1'), standing: { kind: 'failed', failure: failed } })],
      'error by provider, session error',
    ],
    [
      'when its own idle has an open step',
      [signal({ kind: 'idle', turnId: t('t1'), standing: { kind: 'open' } })],
      'running, session running',
      { asks: ['observe'] },
    ],
    ['when observed idle and final', [observed(final)], 'completed by reconcile, session ready'],
    [
      'when observed idle in an error',
      [observed({ kind: 'failed', failure: failed })],
      'error by reconcile, session error',
      { code: 'PROVIDER_LIMIT' },
    ],
    ['when observed idle with an open step, once', [observed({ kind: 'open' })], 'running, session running', { asks: ['observe-again'] }],
    ['when observed idle with an open step, twice', [observed({ kind: 'open' }, true)], 'interrupted by reconcile, session ready'],
    [
      'when observed idle without a reason, twice',
      [observed({ kind: 'ended', finish: 'unknown' }, true)],
      'interrupted by reconcile, session ready',
    ],
    ['when observed idle without any step, twice', [observed({ kind: 'none' }, true)], 'interrupted by reconcile, session ready'],
    ['when observed gone', [{ observe: { kind: 'gone' } }], 'interrupted by reconcile, session stopped'],
    [
      'when observed gone at start',
      [{ observe: { kind: 'gone' }, moment: { cause: 'restart' } }],
      'interrupted by restart, session stopped',
    ],
    ['when gone, and the history says final', [{ observe: { kind: 'gone', standing: final } }], 'completed by reconcile, session stopped'],
    ['when observed busy', [{ observe: busy }], 'running, session running'],
    ['when observed unknown', [{ observe: { kind: 'unknown' } }], 'running, session running'],
    [
      'when the stop reason is unknown',
      [signal({ kind: 'turn-ended-unknown', turnId: t('t1'), reason: 'odd' })],
      'error by provider, session error',
      { code: 'UNKNOWN_STOP_REASON' },
    ],
  ]);
});

describe('given a running turn that the user is stopping', () => {
  check(stopping, [
    ['when aborted', [aborted()], 'interrupted by user, session ready', { asks: ['observe'] }],
    ['when it failed meanwhile', [signal({ kind: 'turn-failed', turnId: t('t1'), failure: failed })], 'interrupted by user, session ready'],
    ['when an explicit success wins', [completed()], 'completed by provider, session ready'],
    ['when the process exits with an error', [exit({ failure: failed })], 'interrupted by user, session stopped'],
    ['when observed idle, once', [observed({ kind: 'open' })], 'interrupted by user, session ready'],
    ['when the stop is escalated', [signal({ kind: 'stop-escalated', turnId: t('t1') })], 'interrupted by deadline, session stopped'],
    ['when the stop is refused', [signal({ kind: 'stop-refused', turnId: t('t1'), failure: failed })], 'running, session running'],
  ]);
});

describe('given a pending turn whose prompt was handed over', () => {
  check(handed, [
    ['when accepted', [accepted()], 'running, session running', { queue: [] }],
    ['when work of it is seen', [signal({ kind: 'step-started', turnId: t('t1') })], 'running, session running', { queue: [] }],
    [
      'when refused',
      [signal({ kind: 'prompt-refused', messageId: m('m1'), failure: failed })],
      'error by provider, session ready',
      { queue: ['m1 returned refused, seen no'], code: 'PROVIDER_LIMIT' },
    ],
    ['when the start deadline comes: look it up', [signal({ kind: 'start-deadline' })], 'pending, session starting', { asks: ['look-up'] }],
    [
      'when looked up: deadline, not seen',
      [lost('deadline', 'no')],
      'error by deadline, session ready',
      { queue: ['m1 returned deadline, seen no'], code: 'ACCEPT_DEADLINE' },
    ],
    [
      'when looked up: deadline, perhaps seen',
      [lost('deadline', 'perhaps')],
      'error by deadline, session ready',
      { queue: ['m1 returned deadline, seen perhaps'] },
    ],
    ['when looked up: refused', [lost('refused', 'no')], 'error by provider, session ready', { queue: ['m1 returned refused, seen no'] }],
    ['when the process exits', [exit()], 'interrupted by exit, session stopped', { queue: ['m1 returned exit, seen perhaps'] }],
    [
      'when observed gone at start',
      [{ observe: { kind: 'gone' }, moment: { cause: 'restart' } }],
      'interrupted by restart, session stopped',
      { queue: ['m1 returned restart, seen perhaps'] },
    ],
    [
      'when gone, and the history has its answer',
      [{ observe: { kind: 'gone', standing: final } }],
      'completed by reconcile, session stopped',
      { queue: [] },
    ],
    ['when an error names no turn: look it up', [report(true, false)], 'pending, session starting', { asks: ['look-up'] }],
    ['when an error of it ends it', [report(true)], 'error by provider, session error', { queue: [] }],
    ['when idle names no turn', [signal({ kind: 'idle', standing: final })], 'pending, session starting'],
    [
      'when observed idle without the prompt',
      [{ observe: idle({ kind: 'none' }, 'absent') }],
      'pending, session starting',
      { asks: ['look-up'] },
    ],
    ['when observed idle with the prompt answered', [observed(final)], 'completed by reconcile, session ready', { queue: [] }],
    ['when observed busy with the prompt', [{ observe: busy }], 'running, session running'],
    ['when observed unknown', [{ observe: { kind: 'unknown' } }], 'pending, session starting'],
  ]);
});

describe('given a pending turn whose prompt was not handed over', () => {
  check(
    [send()],
    [
      ['when bound: deliver now', [bound], 'pending, session starting'],
      [
        'when the bind failed',
        [signal({ kind: 'bind-failed', failure: failed })],
        'error by provider, session error',
        { queue: ['m1 returned bind-failed, seen no'], code: 'PROVIDER_LIMIT' },
      ],
      [
        'when the start deadline comes',
        [signal({ kind: 'start-deadline' })],
        'error by deadline, session error',
        { queue: ['m1 returned deadline, seen no'], code: 'START_DEADLINE' },
      ],
      ['when the process before it is reported dead again', [exit()], 'pending, session starting', { queue: ['m1 delivering'] }],
      [
        'when the server itself ends',
        [signal({ kind: 'exited', cause: 'restart' })],
        'interrupted by restart, session stopped',
        { queue: ['m1 returned restart, seen no'] },
      ],
    ],
  );
  check(pending, [
    [
      'when bound, and the deadline comes',
      [signal({ kind: 'start-deadline' })],
      'error by deadline, session ready',
      { code: 'START_DEADLINE' },
    ],
    ['when bound, and the process exits', [exit()], 'interrupted by exit, session stopped', { queue: ['m1 returned exit, seen no'] }],
    ['when its acceptance is claimed all the same', [accepted()], 'pending, session starting'],
  ]);
});

describe('given no live turn', () => {
  check(atRest, [
    ['when the process exits', [exit()], 'completed by provider, session stopped'],
    ['when observed gone', [{ observe: { kind: 'gone' } }], 'completed by provider, session stopped'],
    ['when an error is reported', [report(true, false)], 'completed by provider, session error'],
    ['when a terminal signal of the last turn comes', [aborted()], 'completed by provider, session ready'],
    ['when observed busy: adopt', [{ observe: busy }], 'completed by provider, session ready', { asks: ['adopt'] }],
    ['when foreign work comes', [signal({ kind: 'foreign-work', freshTurnId: t('f1') })], 'running, session running'],
    ['when the session is stopped', [stopSession, signal({ kind: 'session-stop-confirmed' })], 'completed by provider, session stopped'],
    ['when observed unknown', [{ observe: { kind: 'unknown' } }], 'completed by provider, session ready'],
  ]);
});

test('rule 2: the settling append closes the streaming items with what was shown, then ends the turn', () => {
  given(...streaming)
    .when(aborted())
    .then((world) => {
      expect(world.happened).toEqual(['item.closed', 'turn.settled']);
      expect(world.items.get(i('a1'))).toMatchObject({ status: 'partial', text: 'Half a sent' });
    });
});
