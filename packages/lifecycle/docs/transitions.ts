import type { RequestId, SignalBody, Standing, ThreadEvent, Verdict } from '../src/index.ts';
import { failure, i, m, r, type Step, send, signal, t, World } from '../test/given.ts';

/** Nouns that have a state diagram. */
export type Noun = 'session' | 'turn' | 'message' | 'queue' | 'request' | 'item';
/** For each noun, `from → to` with the events that lead there. */
export type Transitions = Readonly<Record<Noun, ReadonlyMap<string, ReadonlySet<string>>>>;

const nouns: readonly Noun[] = ['session', 'turn', 'message', 'queue', 'request', 'item'];

/**
 * Walks the pure functions from an empty thread: every step in every situation, until no new situation comes. Situations are
 * told apart by the states of the nouns and the marks, not by ids and times, so that the walk ends. Returns what it saw change.
 */
export function walk(): Transitions {
  const seen: Record<Noun, Map<string, Set<string>>> = {
    session: new Map(),
    turn: new Map(),
    message: new Map(),
    queue: new Map(),
    request: new Map(),
    item: new Map(),
  };
  const worlds = [new World()];
  const situations = new Set(worlds.map(situationOf));
  for (const from of worlds) {
    for (const step of steps) {
      if (isUsedUp(from, step)) continue;
      const world = from.fork();
      let before = states(world);
      world.watch = ({ event }) => {
        const after = states(world);
        if (event) note(seen, before, after, event);
        before = after;
      };
      world.do(step);
      const situation = situationOf(world);
      if (situations.has(situation)) continue;
      situations.add(situation);
      worlds.push(world);
    }
  }
  return seen;
}

/** Ids are never used twice: a new message is a new id. */
function isUsedUp(world: World, step: Step): boolean {
  if (!('command' in step)) return 'signal' in step && step.signal.kind === 'foreign-work' && world.turns.has(step.signal.freshTurnId);
  const { command } = step;
  if (command.type === 'thread.queue.drain') return world.turns.has(command.turnId);
  if (command.type !== 'thread.turn.start') return false;
  return world.log.some(({ event }) => event?.type === 'message.accepted' && event.messageId === command.messageId);
}

type States = Readonly<Record<Noun, ReadonlyMap<string, string>>>;

function states(world: World): States {
  const { session, queue } = world.state;
  return {
    session: new Map([['session', session.status]]),
    turn: new Map([...world.turns.values()].map((turn) => [turn.turnId, turn.state])),
    message: new Map(queue.messages.map((message) => [message.messageId, message.state])),
    queue: new Map([['queue', queue.hold === null ? 'open' : 'held']]),
    request: new Map([...world.requests.values()].map((request) => [request.requestId, request.state])),
    item: new Map([...world.items.values()].map((item) => [item.itemId, item.status])),
  };
}

function note(seen: Record<Noun, Map<string, Set<string>>>, before: States, after: States, event: ThreadEvent): void {
  for (const noun of nouns) {
    for (const id of new Set([...before[noun].keys(), ...after[noun].keys()])) {
      const from = before[noun].get(id) ?? '[*]';
      const to = after[noun].get(id) ?? leftAs(event);
      if (from === to) continue;
      const key = `${from} --> ${to}`;
      seen[noun].set(key, (seen[noun].get(key) ?? new Set()).add(event.type));
    }
  }
}

/** Where something went that is no longer held: the last word of its event. */
function leftAs(event: ThreadEvent): string {
  return event.type.split('.').at(-1) ?? '[*]';
}

/** What tells two situations apart. */
function situationOf(world: World): string {
  const { session, turn, queue, archivedAt } = world.state;
  const held = queue.messages.map((message) => [message.state, message.state === 'delivering' && message.handed !== undefined]);
  return JSON.stringify([
    session.status,
    'bound' in session && session.bound,
    session.draining,
    session.stopRequestedAt !== undefined,
    turn?.turnId,
    turn?.state,
    turn?.stop?.by,
    archivedAt !== undefined,
    held,
    queue.hold !== null,
    [...world.items.values()].filter((item) => item.kind === 'assistant').map((item) => item.status),
    [...world.requests.values()].map((request) => request.state),
  ]);
}

const standings: readonly Standing[] = [
  { kind: 'open' },
  { kind: 'ended', finish: 'final' },
  { kind: 'failed', failure: failure('PROVIDER_TURN_FAILED') },
];
const verdicts: readonly Verdict[] = [
  ...standings.map((standing): Verdict => ({ kind: 'alive', busy: false, prompt: 'present', standing })),
  { kind: 'alive', busy: false, prompt: 'absent', standing: { kind: 'none' } },
  { kind: 'alive', busy: true, prompt: 'present', standing: { kind: 'open' } },
  { kind: 'gone' },
  { kind: 'unknown' },
];
const request = { requestId: r('r1'), kind: 'permission', title: 'Run', detail: 'x', choices: ['allow', 'deny'] } as const;

function ofTurn(n: 't1' | 't2'): readonly SignalBody[] {
  const turnId = t(n);
  const messageId = m(n.replace('t', 'm'));
  return [
    { kind: 'prompt-accepted', messageId },
    { kind: 'prompt-refused', messageId, failure: failure('PROVIDER_REFUSED') },
    { kind: 'prompt-lost', messageId, reason: 'deadline', seen: 'perhaps' },
    { kind: 'turn-completed', turnId },
    { kind: 'turn-failed', turnId, failure: failure('PROVIDER_TURN_FAILED') },
    { kind: 'turn-aborted', turnId },
    { kind: 'item-started', turnId, itemId: i('a1'), content: { kind: 'assistant', text: '' } },
    { kind: 'item-closed', turnId, itemId: i('a1'), content: { kind: 'assistant', text: 'whole' } },
    { kind: 'item-discarded', turnId, itemId: i('a1') },
    { kind: 'request-opened', turnId, request },
    { kind: 'stop-refused', turnId, failure: failure('STOP_REFUSED') },
    { kind: 'stop-escalated', turnId },
  ];
}

const respond = (requestId: RequestId): Step => ({
  command: { type: 'thread.request.respond', requestId, answer: { kind: 'decision', decision: 'allow' } },
});

const steps: readonly Step[] = [
  send(1),
  send(2),
  { command: { type: 'thread.queue.drain', turnId: t('t2'), itemId: i('u2') } },
  { command: { type: 'thread.queue.remove', messageId: m('m2') } },
  { command: { type: 'thread.queue.resume' } },
  { command: { type: 'thread.message.hand-over' } },
  { command: { type: 'thread.turn.interrupt', by: 'user' } },
  { command: { type: 'thread.session.start' } },
  { command: { type: 'thread.session.stop', force: false } },
  respond(r('r1')),
  ...ofTurn('t1').map(signal),
  ...ofTurn('t2')
    .filter((body) => !body.kind.startsWith('item') && body.kind !== 'request-opened')
    .map(signal),
  signal({ kind: 'bound', resumed: false }),
  signal({ kind: 'bind-failed', failure: failure('PROVIDER_UNAVAILABLE') }),
  signal({ kind: 'start-deadline' }),
  signal({ kind: 'exited', cause: 'exit' }),
  signal({ kind: 'error-reported', failure: failure('PROVIDER_LIMIT'), ends: false, noticeId: i('n1') }),
  signal({ kind: 'session-stop-confirmed' }),
  signal({ kind: 'session-stop-refused', failure: failure('STOP_REFUSED') }),
  signal({ kind: 'request-resolved', requestId: r('r1') }),
  signal({ kind: 'answer-failed', requestId: r('r1'), failure: failure('PROVIDER_UNAVAILABLE') }),
  signal({ kind: 'foreign-work', freshTurnId: t('f1') }),
  ...verdicts.map((observe): Step => ({ observe, moment: { confirmed: true } })),
];
