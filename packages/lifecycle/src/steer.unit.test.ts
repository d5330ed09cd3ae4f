import { describe, expect, test } from 'vitest';
import {
  aborted,
  accepted,
  atRest,
  bound,
  completed,
  drain,
  failure,
  given,
  handOver,
  idle,
  m,
  pending,
  running,
  type Step,
  send,
  sendAs,
  signal,
  stop,
  stopping,
  t,
} from '../test/given.ts';
import { type Command, drainable } from './index.ts';

const steer = sendAs('steer', 2);
const command: Step = { command: { ...(sendAs('steer', 2) as { command: Command }).command, text: '/review the last commit' } as Command };
const fate = (world: { answer: unknown }) => (world.answer as { fate?: string }).fate;
const lost = (reason: 'deadline' | 'interrupted', seen: 'no' | 'perhaps') =>
  signal({ kind: 'prompt-lost', messageId: m('m2'), reason, seen });
/** m2 is on its way into the running t1. */
const steeredAway: readonly Step[] = [...running, steer, handOver];

describe('rules 25, 26: steering', () => {
  test('the way of a steered message: written, handed over once, and of the turn when it is accepted', () => {
    given(...running)
      .when(steer)
      .then((world) => {
        expect(fate(world)).toBe('steered');
        expect(world.queue).toEqual(['m2 steering']);
        world.do(handOver, accepted(2));
        expect(world.happened).toEqual(['message.delivered', 'item.closed']);
        expect(world.queue).toEqual([]);
        expect(world.items.get('u2' as never)).toMatchObject({ kind: 'user', text: 'text 2', turnId: 't1', status: 'done' });
        expect(world.state.turn).toMatchObject({ turnId: 't1', state: 'running', steered: ['m2'] });
        world.do(accepted(2));
        expect(world.happened).toEqual([]);
        world.do(completed(1));
        expect(world.outcome).toBe('completed by provider, session ready');
      });
  });

  test('a command is never steered: it is a turn of its own', () => {
    given(...running)
      .when(command)
      .then((world) => expect(fate(world)).toBe('queued'));
  });

  test.each([
    ['no turn runs', atRest, 'started'],
    ['a turn is pending', pending, 'queued'],
    ['the turn is being stopped', stopping, 'queued'],
  ] as const)('when %s, it is a plain send', (_, before, expected) => {
    given(...before)
      .when(steer)
      .then((world) => expect(fate(world)).toBe(expected));
  });

  test('where the provider cannot, it waits', () => {
    given(...running)
      .when(sendAs('steer', 2, false))
      .then((world) => {
        expect(fate(world)).toBe('queued');
        expect(world.queue).toEqual(['m2 queued']);
      });
  });

  test('one prompt at a time is on its way', () => {
    given(...steeredAway, sendAs('steer', 3))
      .when(handOver)
      .then((world) => {
        expect(world.refusal).toBe('MESSAGE_IN_DELIVERY');
        world.do(accepted(2), handOver, accepted(3));
        expect(world.state.turn).toMatchObject({ steered: ['m2', 'm3'] });
      });
  });

  test('a refused steer fails its message, never the turn, and holds what waits', () => {
    given(...steeredAway, send(3))
      .when(signal({ kind: 'prompt-refused', messageId: m('m2'), failure: failure('PROVIDER_REFUSED') }))
      .then((world) => {
        expect(world.queue).toEqual(['m2 returned refused, seen no', 'm3 queued']);
        expect(world.state.turn?.state).toBe('running');
        expect(world.state.queue.hold?.reason).toBe('refused');
      });
  });

  test('a steer that nobody can tell of comes back as perhaps seen; the turn goes on', () => {
    given(...steeredAway)
      .when(lost('deadline', 'perhaps'), completed(1))
      .then((world) => {
        expect(world.queue).toEqual(['m2 returned deadline, seen perhaps']);
        expect(world.outcome).toBe('completed by provider, session ready');
      });
  });

  test('the turn ends before it is sent: it waits first, and goes next', () => {
    given(...running, send(3), steer)
      .when(completed(1))
      .then((world) => {
        expect(world.queue).toEqual(['m2 queued next', 'm3 queued']);
        expect(drainable(world.state)).toBe(true);
        world.do(drain(2));
        expect(world.state.turn).toMatchObject({ turnId: 't2', messageId: 'm2' });
      });
  });

  test('the turn fails before it is sent: it waits first, and is held with the rest', () => {
    given(...running, send(3), steer)
      .when(signal({ kind: 'turn-failed', turnId: t('t1'), failure: failure('PROVIDER_TURN_FAILED') }))
      .then((world) => {
        expect(world.queue).toEqual(['m2 queued', 'm3 queued']);
        expect(world.state.queue.hold?.reason).toBe('failed');
      });
  });

  test('the turn ends while it is on its way: it becomes a turn of its own, once accepted', () => {
    given(...steeredAway)
      .when(completed(1))
      .then((world) => {
        expect(world.state.turn).toMatchObject({ turnId: 't2', state: 'pending', messageId: 'm2' });
        expect(world.queue).toEqual(['m2 delivering']);
        expect(world.state.queue.messages[0]).toMatchObject({ handed: { epoch: 1 } });
        world.do(accepted(2));
        expect(world.state.turn).toMatchObject({ turnId: 't2', state: 'running' });
        expect(world.log.filter(({ event }) => event?.type === 'message.delivering')).toHaveLength(2);
      });
  });

  test('observed idle and without it: it is looked up, and comes back unseen', () => {
    given(...steeredAway, completed(1))
      .when({ observe: idle({ kind: 'none' }, 'absent') })
      .then((world) => {
        expect(world.asks).toContain('look-up');
        world.do(lost('deadline', 'no'));
        expect(world.queue).toEqual(['m2 returned deadline, seen no']);
        expect(world.state.turn).toBeUndefined();
      });
  });

  test('a stop keeps back what was not sent, first in the held queue', () => {
    given(...running, send(3), steer)
      .when(stop, aborted(1))
      .then((world) => {
        expect(world.queue).toEqual(['m2 queued', 'm3 queued']);
        expect(world.state.queue.hold?.reason).toBe('interrupted');
      });
  });

  test('a stop while it is on its way stops the turn that it may become, too', () => {
    given(...steeredAway)
      .when(stop, aborted(1))
      .then((world) => {
        expect(world.state.turn).toMatchObject({ turnId: 't2', state: 'pending', stop: { by: 'user' } });
        world.do(accepted(2));
        expect(world.asks).toContain('abort');
        world.do(aborted(2));
        expect(world.outcome).toBe('interrupted by user, session ready');
      });
  });

  test('the process ends while it is on its way: perhaps seen, as for any prompt', () => {
    given(...steeredAway)
      .when(signal({ kind: 'exited', cause: 'exit' }))
      .then((world) => {
        expect(world.queue).toEqual(['m2 returned exit, seen perhaps']);
        expect(world.outcome).toBe('interrupted by exit, session stopped');
      });
  });

  test('it cannot be edited, moved or removed any more', () => {
    for (const command of [
      { type: 'thread.queue.edit', messageId: m('m2'), text: 'other' },
      { type: 'thread.queue.move', messageId: m('m2'), before: null },
      { type: 'thread.queue.remove', messageId: m('m2') },
    ] as const)
      given(...running, steer)
        .when({ command })
        .then((world) => expect(world.refusal).toBe('MESSAGE_IN_DELIVERY'));
  });
});

describe('rule 25: interrupt and send', () => {
  const instead = (n: number) => sendAs('interrupt', n);

  test('the turn is stopped, and the message goes next, alone', () => {
    given(...running, send(2))
      .when(instead(3))
      .then((world) => {
        expect(fate(world)).toBe('interrupting');
        expect(world.state.turn?.stop).toMatchObject({ by: 'user' });
        expect(world.queue).toEqual(['m2 queued', 'm3 queued next']);
        world.do(aborted(1), { observe: idle({ kind: 'aborted' }) }, drain(3));
        expect(world.state.turn).toMatchObject({ turnId: 't3', messageId: 'm3' });
        expect(world.queue).toEqual(['m2 queued', 'm3 delivering']);
        expect(world.state.queue.hold?.reason).toBe('interrupted');
      });
  });

  test("a second one does not take the first one's turn away", () => {
    given(...running, instead(2))
      .when(instead(3))
      .then((world) => expect(world.queue).toEqual(['m2 queued next', 'm3 queued next']));
  });

  test('of a turn that nothing was handed over for: its message comes back, the new one begins', () => {
    given(...pending)
      .when(instead(2))
      .then((world) => {
        expect(fate(world)).toBe('started');
        expect(world.queue).toEqual(['m1 returned interrupted, seen no', 'm2 delivering']);
      });
  });

  test('with no turn it is a plain send', () => {
    given(...atRest)
      .when(instead(2))
      .then((world) => expect(fate(world)).toBe('started'));
  });
});

describe('rule 25: a queued message can be changed and moved', () => {
  const edit = (text: string): Step => ({ command: { type: 'thread.queue.edit', messageId: m('m2'), text } });
  const move = (id: string, before: string | null): Step => ({
    command: { type: 'thread.queue.move', messageId: m(id), before: before === null ? null : m(before) },
  });
  const order = (world: { queue: string[] }) => world.queue.map((line) => line.split(' ')[0]);
  const three = [...running, send(2), send(3), send(4)];

  test('the new text is what is sent', () => {
    given(...three)
      .when(edit('better'), completed(1), drain(2))
      .then((world) => expect(world.items.get('u2' as never)).toMatchObject({ text: 'better' }));
  });

  test('an empty text is refused, the same one changes nothing', () => {
    given(...three)
      .when(edit('  '))
      .then((world) => {
        expect(world.refusal).toBe('MESSAGE_EMPTY');
        world.do(edit('text 2'));
        expect(world.happened).toEqual([]);
      });
  });

  test('moves: before another, to the end, and to where it is', () => {
    given(...three)
      .when(move('m4', 'm2'))
      .then((world) => {
        expect(order(world)).toEqual(['m4', 'm2', 'm3']);
        world.do(move('m2', null));
        expect(order(world)).toEqual(['m4', 'm3', 'm2']);
        world.do(move('m4', 'm3'));
        expect(world.happened).toEqual([]);
        world.do(send(5));
        expect(order(world)).toEqual(['m4', 'm3', 'm2', 'm5']);
        world.do(move('m5', 'nobody'));
        expect(world.refusal).toBe('MESSAGE_NOT_FOUND');
      });
  });

  test('ranks never meet: a hundred moves between the same two keep an order', () => {
    given(...three)
      .when(...Array.from({ length: 100 }, (_, n) => move(n % 2 ? 'm4' : 'm3', n % 2 ? 'm3' : 'm4')))
      .then((world) => {
        const ranks = world.state.queue.messages.map((message) => message.rank ?? message.acceptedVersion);
        expect(new Set(ranks).size).toBe(3);
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      });
  });

  test('a returned message is not in the queue any more', () => {
    given(send(1), stop)
      .when({ command: { type: 'thread.queue.edit', messageId: m('m1'), text: 'x' } })
      .then((world) => expect(world.refusal).toBe('MESSAGE_NOT_FOUND'));
  });

  test('bound is not needed for any of it', () => {
    given(send(1), send(2))
      .when(edit('early'), bound)
      .then((world) => expect(world.queue).toEqual(['m1 delivering', 'm2 queued']));
  });
});
