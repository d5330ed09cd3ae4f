import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failure, i, k, m, r, type Step, t, World } from '../test/given.ts';
import { canonical } from './canonical.ts';
import { tasksOf } from './evolve/task.ts';
import { evolve } from './evolve.ts';
import type { EventRecord, SignalBody, Standing, TaskId, ThreadState, TurnId, TurnRow } from './index.ts';
import { violations } from './invariants.ts';
import { handedOver } from './queue.ts';
import { threadEvent } from './schema/index.ts';

/** A throw of dice; the ids in a step come from what the thread holds at that moment, or did, or never will. */
interface Throw {
  readonly op: number;
  readonly a: number;
  readonly b: number;
}

const throws = fc.array(fc.record({ op: fc.nat(10_000), a: fc.nat(11), b: fc.nat(11) }), { maxLength: 80, size: 'max' });

const standings: readonly Standing[] = [
  { kind: 'none' },
  { kind: 'open' },
  { kind: 'ended', finish: 'final' },
  { kind: 'ended', finish: 'more' },
  { kind: 'ended', finish: 'unknown' },
  { kind: 'failed', failure: failure('PROVIDER_TURN_FAILED') },
  { kind: 'aborted' },
];
const lostReasons = ['interrupted', 'refused', 'bind-failed', 'deadline', 'exit', 'restart', 'archived'] as const;
const contents = [
  { kind: 'assistant', text: 'a' },
  { kind: 'reasoning', text: 'b' },
  { kind: 'plan', text: 'c' },
  { kind: 'notice', text: 'd' },
] as const;
const tool = (n: number) =>
  ({
    kind: 'tool',
    callId: 'c',
    tool: 'bash',
    title: `run ${n}`,
    input: { n },
    result: n % 2 ? 'running' : 'ok',
    output: { preview: '', bytes: 0 },
  }) as const;

const usage = { input: 1, output: 2, reasoning: 3, cacheRead: 4, cacheWrite: 5, cost: 0.5 };

function askedTurns({ rewind, turnCount }: ThreadState) {
  return rewind?.asked?.kind === 'rewind' ? rewind.asked.turns : { from: turnCount, to: turnCount };
}

function pick<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}

/** Mostly the live turn, else the last one, else one that nobody knows. */
function someTurn(world: World, n: number): TurnId {
  const live = world.state.turn?.turnId;
  const last = world.state.lastTurn?.turnId;
  return pick([live, live, live, last], n) ?? live ?? t('stranger');
}

let made = 0;
function stepOf(world: World, { op, a, b }: Throw): Step {
  made += 1;
  const turnId = someTurn(world, a);
  const messageId = pick(world.state.queue.messages, b)?.messageId ?? m('nobody');
  const asked = handedOver(world.state)?.messageId ?? pick([world.state.turn?.messageId, messageId], a) ?? messageId;
  const taskId = pick(tasksOf(world.state), b)?.taskId ?? k(`k${b % 3}`);
  const itemId = i(`i${b % 4}-${turnId}`);
  const open = world.state.turn?.state === 'running' ? Object.keys(world.state.turn.requests) : [];
  const requestId = a % 3 && open.length > 0 ? r(pick(open, b)) : r(`r${b % 3}-${turnId}`);
  const signals: readonly SignalBody[] = [
    { kind: 'bound', resumed: a % 2 === 0 },
    { kind: 'bind-failed', failure: failure('PROVIDER_UNAVAILABLE') },
    { kind: 'prompt-accepted', messageId: asked },
    { kind: 'prompt-refused', messageId: asked, failure: failure('PROVIDER_REFUSED') },
    {
      kind: 'prompt-lost',
      messageId: asked,
      reason: pick(lostReasons, a),
      seen: b % 2 ? 'no' : 'perhaps',
    },
    { kind: 'turn-completed', turnId },
    { kind: 'turn-failed', turnId, failure: failure('PROVIDER_TURN_FAILED') },
    { kind: 'turn-aborted', turnId },
    { kind: 'turn-ended-unknown', turnId, reason: 'odd' },
    {
      kind: 'error-reported',
      ...(a % 3 ? { turnId } : {}),
      failure: failure('PROVIDER_LIMIT'),
      ends: b % 2 === 0,
      noticeId: i(`n${made}`),
    },
    { kind: 'idle', ...(a % 3 ? { turnId } : {}), standing: pick(standings, b) },
    { kind: 'exited', cause: a % 2 ? 'exit' : 'restart', ...(b % 2 ? { failure: failure('PROVIDER_UNAVAILABLE') } : {}) },
    { kind: 'turn-retrying', turnId, attempt: b, reason: 'limit', nextAt: world.now + 1000 },
    { kind: 'step-started', turnId },
    { kind: 'step-ended', turnId, finish: pick(['final', 'more', 'unknown', 'error'] as const, b), ...(a % 2 ? { usage } : {}) },
    { kind: 'files-changed', turnId, changes: { files: b, added: a, removed: b } },
    { kind: 'item-started', turnId, itemId, content: b % 3 === 2 ? tool(a) : pick(contents, b) },
    { kind: 'item-updated', turnId, itemId, tool: tool(a) },
    { kind: 'item-gap', turnId, itemId },
    { kind: 'item-closed', turnId, itemId, content: pick(contents, b) },
    { kind: 'item-discarded', turnId, itemId },
    { kind: 'foreign-work', freshTurnId: t(`f${made}`) },
    { kind: 'task-started', taskId: k(`k${b}`), title: 'sleep', ...(a % 2 ? { pid: a } : {}), noticeId: i(`n${made}`) },
    { kind: 'task-ended', taskId, lost: a % 2 === 0, noticeId: i(`n${made}`) },
    { kind: 'task-stop-failed', taskId, failure: failure('STOP_DEADLINE') },
    { kind: 'title', title: `title ${b % 3}` },
    { kind: 'request-opened', turnId, request: { requestId, kind: 'permission', title: 'Run', detail: 'x', choices: ['allow', 'deny'] } },
    { kind: 'request-resolved', requestId },
    { kind: 'answer-failed', requestId, failure: failure(b % 2 ? 'REQUEST_CLOSED' : 'PROVIDER_UNAVAILABLE') },
    { kind: 'stop-refused', turnId, failure: failure('STOP_REFUSED'), ...(b % 2 ? { noticeId: i(`n${made}`) } : {}) },
    { kind: 'stop-escalated', turnId },
    { kind: 'session-stop-confirmed' },
    { kind: 'session-stop-refused', failure: failure('STOP_REFUSED'), ...(b % 2 ? { noticeId: i(`n${made}`) } : {}) },
    { kind: 'start-deadline' },
    { kind: 'quiet' },
    { kind: 'rewound', turns: { from: b, to: Math.max(a, world.state.turnCount) } },
    { kind: 'rewound', turns: askedTurns(world.state) },
    { kind: 'rewind-undone' },
    { kind: 'rewind-failed', failure: failure('REWIND_IMPOSSIBLE'), ...(b % 2 ? { final: true } : {}) },
    { kind: 'alive' },
  ];
  const steps: readonly Step[] = [
    ...Array<Step>(3).fill({
      command: {
        type: 'thread.turn.start',
        messageId: m(`m${made}`),
        turnId: t(`t${made}`),
        itemId: i(`u${made}`),
        text: 'hi',
        attachments: [],
        delivery: pick(['queue', 'queue', 'steer', 'steer', 'interrupt'] as const, b),
        canSteer: a !== 0,
      },
    }),
    ...Array<Step>(3).fill({ command: { type: 'thread.message.hand-over' } }),
    { command: { type: 'thread.queue.drain', turnId: t(`t${made}`), itemId: i(`u${made}`) } },
    {
      command: {
        type: 'thread.turn.interrupt',
        by: a % 4 ? 'user' : 'archive',
        ...(b % 3 ? {} : { seenVersion: Math.max(0, world.state.version - b) }),
      },
    },
    {
      command: pick(
        [
          { type: 'thread.session.start' },
          { type: 'thread.session.stop', force: false },
          { type: 'thread.session.start', fresh: true },
        ] as const,
        a,
      ),
    },
    {
      command: {
        type: 'thread.request.respond',
        requestId,
        answer: { kind: 'decision', decision: pick(['allow', 'deny', 'cancel'] as const, a) },
      },
    },
    { command: pick([{ type: 'thread.queue.remove', messageId }, { type: 'thread.queue.resume' }] as const, a) },
    ...Array<Step>(2).fill({
      command: pick([{ type: 'thread.rewind', turn: Math.max(0, world.state.turnCount - b) }, { type: 'thread.rewind.undo' }] as const, a),
    }),
    { command: { type: 'thread.queue.edit', messageId, text: `changed ${a}` } },
    { command: { type: 'thread.queue.move', messageId, before: a % 2 ? null : (pick(world.state.queue.messages, a)?.messageId ?? null) } },
    {
      command: pick(
        [taskStop(taskId, a % 2 === 0), { type: 'thread.configure', settings: { model: `m${b}` }, noticeId: i(`n${made}`) }] as const,
        a,
      ),
    },
    {
      command: pick(
        [
          { type: 'thread.archive' },
          { type: 'thread.unarchive' },
          { type: 'thread.unarchive' },
          { type: 'thread.rename', title: 'mine' },
          { type: 'thread.remove' },
        ] as const,
        a,
      ),
    },
    {
      observe: observationOf(a, b),
      moment: { confirmed: a % 2 === 0, cause: b % 2 ? 'restart' : 'reconcile', ...(a % 5 ? {} : { release: true }) },
    },
    ...signals.map((body): Step => ({ signal: body, ...(a === 11 ? { epoch: world.state.session.epoch - 1 + (b % 3) } : {}) })),
    { after: b * 10_000 },
  ];
  return op % 5 < 2 ? forward(world, steps, pick(workKinds, b), signals) : pick(steps, Math.floor(op / 5));
}

const taskStop = (taskId: TaskId, force: boolean) => ({ type: 'thread.task.stop', taskId, force }) as const;

const workKinds = [
  'item-started',
  'item-started',
  'item-updated',
  'item-closed',
  'request-opened',
  'step-ended',
  'files-changed',
  'request-resolved',
  'answer-failed',
] as const;

/** The way of a thread on which nothing goes wrong, so that the dice do not end every start before it comes to work. */
function forward(world: World, steps: readonly Step[], kind: SignalBody['kind'], signals: readonly SignalBody[]): Step {
  const told = (wanted: SignalBody['kind']): Step => ({ signal: signals.find((body) => body.kind === wanted) ?? { kind: 'alive' } });
  const { turn, session } = world.state;
  if (turn?.state === 'running') {
    const open = Object.values(turn.requests).find((request) => request.state === 'open');
    const answer = { kind: 'decision', decision: 'allow' } as const;
    if (kind === 'answer-failed' && open) return { command: { type: 'thread.request.respond', requestId: open.requestId, answer } };
    return told(kind);
  }
  if (world.state.archivedAt !== undefined) return { command: { type: 'thread.unarchive' } };
  if (!turn) return pick(steps, 0);
  if (session.status === 'starting' && !session.bound) return told('bound');
  if (session.draining) return { observe: { kind: 'alive', busy: false, prompt: 'absent', standing: { kind: 'none' } } };
  return handedOver(world.state) ? told('prompt-accepted') : pick(steps, 3);
}

function observationOf(a: number, b: number) {
  const standing = pick(standings, b);
  return pick(
    [
      { kind: 'alive', busy: false, prompt: pick(['present', 'absent', 'unknown'] as const, a), standing },
      { kind: 'alive', busy: true, prompt: pick(['present', 'absent'] as const, a), standing },
      { kind: 'gone', ...(a % 2 ? { standing } : {}) },
      { kind: 'unknown' },
    ] as const,
    b,
  );
}

const runs = { numRuns: 250 };

/** All of a settled turn but its usage and the files it changed, which may come late (rule 18). */
const frozen = (row: TurnRow | undefined) => canonical({ ...row, usage: undefined, changes: undefined });

/** Plays the throws; `look` sees the world after every step. */
function play(dice: readonly Throw[], look: (world: World, step: Step, before: ThreadState) => void = () => {}): World {
  made = 0;
  const world = new World();
  for (const dice1 of dice) {
    const before = world.state;
    const step = stepOf(world, dice1);
    world.do(step);
    look(world, step, before);
  }
  return world;
}

const eventTypes = threadEvent.options.map((option) => option.unwrap().shape.type.value);

/** What the dice reach: a test of nothing would pass as well. */
test('the dice reach every kind of event, and most threads run turns', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(throws, (dice) => {
      for (const type of new Set(play(dice).log.map(({ event }) => event?.type ?? ''))) seen.set(type, (seen.get(type) ?? 0) + 1);
    }),
    { numRuns: 800, seed: 1 },
  );
  const missing = eventTypes.filter((type) => !seen.has(type));
  expect(missing).toEqual([]);
  expect(seen.get('turn.started')).toBeGreaterThan(500);
});

describe('whatever happens, in whatever order', () => {
  test('I1, I2, I3, I5, I6, I12: no state, nor one between two events of an append, breaks an invariant', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        made = 0;
        const world = new World();
        world.watch = (record) => {
          const found = violations(world.state, {
            turns: world.turns.values(),
            items: world.items.values(),
            requests: world.requests.values(),
          });
          if (found.length > 0) throw new Error(`after ${record.event?.type}: ${found.join('; ')}`);
        };
        for (const one of dice) world.do(stepOf(world, one));
      }),
      runs,
    );
  });

  test('I7: versions are contiguous', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        expect(world.log.map((record) => record.version)).toEqual(world.log.map((_, index) => index + 1));
        expect(world.state.version).toBe(world.log.length);
      }),
      { numRuns: 100 },
    );
  });

  test('I9: an unknown observation changes nothing but the unverified mark, and repeated appends nothing', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        const before = world.state;
        world.do({ observe: { kind: 'unknown' } });
        const { unverifiedSince: _, ...session } = world.state.session;
        const { unverifiedSince: __, ...sessionBefore } = before.session;
        expect({ ...world.state, version: 0, session }).toEqual({ ...before, version: 0, session: sessionBefore });
        world.do({ observe: { kind: 'unknown' } });
        expect(world.happened).toEqual([]);
      }),
      runs,
    );
  });

  test('rule 1: a settled turn keeps its outcome and its times for ever', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const settled = new Map<TurnId, TurnRow>();
        const world = play(dice, (now) => {
          for (const [turnId, row] of settled) if (frozen(now.turns.get(turnId)) !== frozen(row)) throw new Error(`${turnId} changed`);
          for (const [turnId, row] of now.turns) if (row.completedAt !== undefined) settled.set(turnId, row);
        });
        const endings = world.log.flatMap(({ event }) => (event?.type === 'turn.settled' ? [event.turnId] : []));
        expect(new Set(endings).size).toBe(endings.length);
        const asked = world.log.filter(({ event }) => event?.type === 'turn.requested').length;
        expect(endings.length).toBe(asked - (world.state.turn ? 1 : 0));
      }),
      runs,
    );
  });

  test('I6: a message is handed over at most once and has one fate', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        const fates = new Map<string, string[]>();
        for (const { event } of world.log) {
          if (event && 'messageId' in event && event.messageId !== undefined) {
            fates.set(event.messageId, [...(fates.get(event.messageId) ?? []), event.type]);
          }
        }
        const held = new Set<string>(world.state.queue.messages.map((message) => message.messageId));
        for (const [messageId, types] of fates) {
          const ends = types.filter((type) => type === 'message.delivered' || type === 'message.returned');
          expect(types.filter((type) => type === 'message.delivering').length, messageId).toBeLessThanOrEqual(1);
          expect(ends.length, messageId).toBeLessThanOrEqual(1);
          if (!held.has(messageId))
            expect(ends.length + types.filter((type) => type === 'message.removed').length, messageId).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  test('rules 3, 4: a signal of another epoch changes nothing', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        const before = world.state;
        world.do({ signal: { kind: 'exited', cause: 'exit' }, epoch: before.session.epoch - 1 });
        expect(world.state).toBe(before);
      }),
      { numRuns: 100 },
    );
  });

  test('I8: the log, read back from JSON, folds to the state in memory', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        let again: ThreadState | null = null;
        for (const record of world.log)
          again = evolve(again, { ...record, event: threadEvent.parse(JSON.parse(JSON.stringify(record.event))) });
        expect(canonical(again)).toBe(canonical(world.state));
      }),
      { numRuns: 150 },
    );
  });

  test('rule 34: evolve is total: with any events unreadable no impossible state arises', () => {
    fc.assert(
      fc.property(throws, fc.array(fc.nat(200), { maxLength: 12 }), (dice, lost) => {
        const records = play(dice).log.map((record): EventRecord => (lost.includes(record.version) ? { ...record, event: null } : record));
        let state: ThreadState | null = null;
        for (const record of records) {
          state = evolve(state, record);
          const found = violations(state);
          if (found.length > 0) throw new Error(`at ${record.version}: ${found.join('; ')}`);
        }
      }),
      runs,
    );
  });

  test('I4: an interrupt, and the force stop it offers, end whatever runs', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        world.do({ command: { type: 'thread.turn.interrupt', by: 'user' } });
        for (let turn = world.state.turn; turn; turn = world.state.turn)
          world.do({ signal: { kind: 'stop-escalated', turnId: turn.turnId } });
        expect(world.state.turn).toBeUndefined();
        expect(world.state.session.status).not.toBe('running');
      }),
      runs,
    );
  });

  test('rules 8, 39: a second interrupt, and a signal told twice, append nothing', () => {
    fc.assert(
      fc.property(throws, (dice) => {
        const world = play(dice);
        const click: Step = { command: { type: 'thread.turn.interrupt', by: 'user', seenVersion: world.state.version } };
        world.do(click, click);
        expect(world.happened).toEqual([]);
        world.do({ signal: { kind: 'quiet' } }, { signal: { kind: 'quiet' } });
        expect(world.happened).toEqual([]);
      }),
      runs,
    );
  });
});
