import {
  type Command,
  type ErrorCode,
  type ItemId,
  isBound,
  type MessageId,
  type Observation,
  type Owner,
  type RequestId,
  type SignalBody,
  type ThreadState,
  type TurnId,
  violations,
} from '../src/index.ts';
import { limit, unavailable } from './moves/failures.ts';
import type { Rules, System } from './system.ts';
import { Broken } from './truth.ts';

/** What must hold in this very state: the invariants, and what strangers, latecomers and doubters may not do to it. */
export function checkState(rules: Rules, system: System): void {
  const found = violations(system.thread);
  if (found.length > 0) throw new Broken(found.join('; '));
  rows(system);
  doubt(rules, system.thread);
  refusals(rules, system.thread);
  strangers(rules, system.thread);
  outdated(rules, system.thread);
  latecomers(rules, system);
  never(rules, system.thread);
}

/** I6, I12, I5 on the rows: nothing waits for a turn that is over. */
function rows({ rows: { turns, items, requests }, thread }: System): void {
  const running = thread.turn?.state === 'running' ? thread.turn : undefined;
  const live = Object.keys(turns).filter((id) => turns[id] === 'live');
  if (live.length > 1 || live[0] !== thread.turn?.turnId) throw new Broken(`I3: ${live.join(' and ') || 'nothing'} is live in the rows`);
  for (const [id, status] of Object.entries(items))
    if ((status === 'streaming') !== (running?.items[id as ItemId] !== undefined)) throw new Broken(`I12: item ${id} is ${status}`);
  const open = Object.keys(requests).filter((id) => requests[id] === 'open');
  if (open.join() !== Object.keys(running?.requests ?? {}).join())
    throw new Broken(`I5: ${open.join(' and ') || 'no request'} is open in the rows`);
}

function observed({ session, turn }: ThreadState, verdict: Observation['verdict']): Observation {
  const about = turn ? { turnId: turn.turnId } : {};
  return {
    epoch: session.epoch,
    ...about,
    stopping: turn?.stop !== undefined,
    sinceSignal: 1,
    verdict,
    cause: 'reconcile',
    confirmed: true,
  };
}

/** I9; and busy ends the doubt (rule 39). */
function doubt(rules: Rules, thread: ThreadState): void {
  const { events } = rules.reconcile(thread, observed(thread, { kind: 'unknown' }), 1, {}, 0);
  const marked = thread.session.unverifiedSince !== undefined;
  const wanted = isBound(thread.session) && !marked ? ['session.unverified'] : [];
  if (events.map((event) => event.type).join() !== wanted.join()) throw new Broken('I9: unknown does more, or less, than mark the session');
  if (!marked || !thread.turn || !isBound(thread.session)) return;
  const busy = observed(thread, { kind: 'alive', busy: true, prompt: 'unknown', standing: { kind: 'open' } });
  if (rules.reconcile(thread, busy, 1, {}, 0).events[0]?.type !== 'session.verified')
    throw new Broken('rule 39: busy does not end the doubt');
}

const commands: readonly Command[] = [
  { type: 'thread.archive' },
  { type: 'thread.remove' },
  { type: 'thread.rewind', turn: 1 },
  { type: 'thread.rewind.undo' },
  { type: 'thread.message.hand-over' },
  { type: 'thread.queue.drain', turnId: 't8' as TurnId, itemId: 'u8' as ItemId },
  { type: 'thread.request.respond', requestId: 'r1' as RequestId, answer: { kind: 'decision', decision: 'deny' } },
  { type: 'thread.queue.remove', messageId: 'm1' as MessageId },
];
/** What names nothing that is there, or was answered: there is no guard to remove. */
const noGuard: ReadonlySet<ErrorCode> = new Set(['MESSAGE_NOT_FOUND', 'REQUEST_NOT_FOUND', 'REQUEST_CLOSED', 'REWIND_FINAL']);

/** I10; and an archive is a stop first (rule 40). */
function refusals(rules: Rules, thread: ThreadState): void {
  for (const command of commands) {
    const decided = rules.decide(thread, command, 0);
    const leaves = command.type === 'thread.archive' || command.type === 'thread.remove';
    if (decided.ok && leaves && (thread.turn || isBound(thread.session))) throw new Broken(`rule 40: ${command.type} leaves work behind`);
    if (decided.ok || noGuard.has(decided.refusal.code)) continue;
    if (!decided.refusal.blocker || !decided.refusal.removedBy)
      throw new Broken(`I10: ${command.type} is refused, and nobody knows what to do`);
  }
}

const stranger = 't8' as TurnId;
const endings = (turnId: TurnId): readonly SignalBody[] => [
  { kind: 'turn-completed', turnId },
  { kind: 'turn-failed', turnId, failure: limit },
  { kind: 'turn-aborted', turnId },
  { kind: 'turn-ended-unknown', turnId, reason: 'odd' },
  { kind: 'error-reported', turnId, failure: limit, ends: true, noticeId: 'n' as ItemId },
  { kind: 'idle', turnId, standing: { kind: 'ended', finish: 'final' } },
  { kind: 'stop-escalated', turnId },
];

/** Rules 1, 3, 4: endings of other turns and of older epochs change nothing. */
function strangers(rules: Rules, thread: ThreadState): void {
  const { epoch } = thread.session;
  const nothing = (body: SignalBody, owner: Owner, of: number, who: string) => {
    const { events } = rules.ingest(thread, { ...body, epoch: of }, owner, {}, 0);
    if (events.length > 0) throw new Broken(`${body.kind} of ${who} makes ${events.map((event) => event.type).join(', ')}`);
  };
  for (const turn of ['unknown', 'settled'] as const)
    for (const body of endings(stranger)) nothing(body, { turn }, epoch, `another turn (${turn})`);
  const mine = thread.turn?.turnId ?? stranger;
  for (const body of endings(mine)) nothing(body, { turn: 'live' }, epoch - 1, 'an older epoch');
  nothing({ kind: 'exited', cause: 'exit' }, { turn: 'unknown' }, epoch - 1, 'an older epoch');
  nothing({ kind: 'bound', resumed: false }, { turn: 'unknown' }, epoch, 'an older bind');
}

/** Rule 19: a verdict about another moment changes nothing, whatever it says. */
function outdated(rules: Rules, thread: ThreadState): void {
  const now = observed(thread, { kind: 'gone' });
  const moments: readonly (readonly [string, Observation])[] = [
    ['epoch', { ...now, epoch: now.epoch - 1 }],
    ['turn', { ...now, turnId: stranger }],
    ['stop mark', { ...now, stopping: !now.stopping }],
    ['last signal', { ...now, sinceSignal: 0 }],
  ];
  for (const [what, observation] of moments)
    if (rules.reconcile(thread, observation, 1, {}, 0).events.length > 0) throw new Broken(`rule 19: a verdict of another ${what} counts`);
  const { turn } = thread;
  if (turn?.state !== 'running' || turn.stop) return;
  const idle = observed(thread, { kind: 'alive', busy: false, prompt: 'present', standing: { kind: 'open' } });
  const once = rules.reconcile(thread, { ...idle, confirmed: false }, 1, {}, 0);
  if (once.events.some((event) => event.type === 'turn.settled') || !once.asks.includes('observe-again'))
    throw new Broken('section 3: one look at an idle agent settles what only a missing end says');
}

const reasons = ['interrupted', 'refused', 'bind-failed', 'deadline', 'exit', 'restart', 'archived'] as const;
const itemId = 'z' as ItemId;
const requestId = 'z' as RequestId;

/** Rules 28, 33: never twice. */
function never(rules: Rules, thread: ThreadState): void {
  const { turn, session } = thread;
  const handed = thread.queue.messages.some(
    (message) => (message.state === 'delivering' || message.state === 'steering') && message.handed,
  );
  if (handed && rules.decide(thread, { type: 'thread.message.hand-over' }, 0).ok) throw new Broken('I6: a prompt may be handed over twice');
  if (turn?.state !== 'running') return;
  const request = { requestId, kind: 'permission', title: 'Run', detail: 'x', choices: ['allow'] } as const;
  const body = { kind: 'request-opened', turnId: turn.turnId, request, epoch: session.epoch } as const;
  const { events } = rules.ingest(thread, body, { turn: 'live', request: 'ended' }, {}, 0);
  if (events.length > 0) throw new Broken('rule 28: an ended request opens again');
}

/** Answers of calls, timers and binds that come when their moment is over: the turn and the session stay what they are. */
function latecomers(rules: Rules, { thread }: System): void {
  const { turn, session } = thread;
  const turnId = turn?.turnId ?? stranger;
  const messageId = turn?.messageId ?? ('m8' as MessageId);
  const late: SignalBody[] = [
    { kind: 'request-resolved', requestId },
    { kind: 'answer-failed', requestId, failure: unavailable },
    { kind: 'item-gap', turnId, itemId },
    { kind: 'item-discarded', turnId, itemId },
  ];
  const before = turn?.state !== 'running' ? ['quiet' as const] : [];
  for (const kind of before) late.push({ kind });
  if (turn) late.push({ kind: 'foreign-work', freshTurnId: 't7' as TurnId });
  if (turn?.state !== 'pending') {
    for (const reason of reasons) late.push({ kind: 'prompt-lost', messageId, reason, seen: 'perhaps' });
    late.push({ kind: 'prompt-refused', messageId, failure: limit });
    if (isBound(session)) late.push({ kind: 'start-deadline' }, { kind: 'bind-failed', failure: limit });
  }
  for (const body of late) {
    const { events } = rules.ingest(thread, { ...body, epoch: session.epoch }, { turn: turn ? 'live' : 'unknown' }, {}, 0);
    if (events.length > 0) throw new Broken(`a late ${body.kind} makes ${events.map((event) => event.type).join(', ')}`);
  }
  if (session.status !== 'starting' || isBound(session)) {
    const { events } = rules.ingest(thread, { kind: 'bound', resumed: false, epoch: session.epoch + 1 }, { turn: 'unknown' }, {}, 0);
    if (events.length > 0) throw new Broken('rule 40: a bind that nobody waits for is taken');
  }
}
