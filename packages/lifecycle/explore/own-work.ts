import {
  handedOver,
  type ItemId,
  isBound,
  type RequestId,
  type Signal,
  type SignalBody,
  type ThreadEventType,
  type ThreadState,
  type TurnId,
  type Verdict,
} from '../src/index.ts';
import { limit, unavailable } from './moves/failures.ts';
import type { Rules, System } from './system.ts';
import { Broken } from './truth.ts';

const itemId = 'z' as ItemId;
const told = { kind: 'assistant', text: 'all' } as const;
const tool = {
  kind: 'tool',
  callId: 'c',
  tool: 'bash',
  title: 'ls',
  input: {},
  result: 'running',
  output: { preview: '', bytes: 0 },
} as const;
const request = { requestId: 'q' as RequestId, kind: 'permission', title: 'Run', detail: 'x', choices: ['allow'] } as const;

/** Work of a turn, with the event that shows it. */
const work = (turnId: TurnId): readonly (readonly [SignalBody, ThreadEventType])[] => [
  [{ kind: 'step-ended', turnId, finish: 'more' }, 'turn.stepped'],
  [{ kind: 'files-changed', turnId, changes: { files: 1, added: 2, removed: 0 } }, 'turn.files-changed'],
  [{ kind: 'turn-retrying', turnId, attempt: 1, reason: 'limit', nextAt: 1 }, 'turn.retrying'],
  [{ kind: 'item-started', turnId, itemId, content: told }, 'item.started'],
  [{ kind: 'item-updated', turnId, itemId, tool }, 'item.started'],
  [{ kind: 'item-closed', turnId, itemId, content: told }, 'item.closed'],
  [{ kind: 'request-opened', turnId, request }, 'request.opened'],
];

const endings = (turnId: TurnId): readonly SignalBody[] => [
  { kind: 'step-started', turnId },
  { kind: 'turn-completed', turnId },
  { kind: 'turn-failed', turnId, failure: limit },
  { kind: 'turn-aborted', turnId },
  { kind: 'turn-ended-unknown', turnId, reason: 'odd' },
  { kind: 'error-reported', turnId, failure: limit, ends: true, noticeId: itemId },
  { kind: 'idle', turnId, standing: { kind: 'ended', finish: 'final' } },
];

/** What must be taken for what it is: a fact that gets lost is a lie as well. */
export function checkOwnWork(rules: Rules, { thread, rows }: System): void {
  const { turn, session } = thread;
  const ingest = (body: SignalBody) => rules.ingest(thread, { ...body, epoch: session.epoch } as Signal, { turn: 'live' }, {}, 0);
  const wants = (body: SignalBody, type: ThreadEventType) => {
    if (!ingest(body).events.some((event) => event.type === type)) throw new Broken(`${body.kind} makes no ${type}`);
  };
  wants({ kind: 'title', title: 'another' }, 'thread.renamed');
  if (session.unverifiedSince !== undefined) wants({ kind: 'alive' }, 'session.verified');
  if (session.stopRequestedAt !== undefined) wants({ kind: 'session-stop-refused', failure: unavailable }, 'session.stop-failed');
  if (turn && isBound(session)) settledIfGone(rules, thread, turn.turnId);
  if (turn?.state === 'running') {
    for (const [body, type] of work(turn.turnId)) wants(body, type);
    for (const id of Object.keys(turn.items) as ItemId[]) {
      wants({ kind: 'item-gap', turnId: turn.turnId, itemId: id }, 'item.updated');
      wants({ kind: 'item-discarded', turnId: turn.turnId, itemId: id }, 'item.discarded');
    }
    for (const one of Object.values(turn.requests)) {
      wants({ kind: 'request-resolved', requestId: one.requestId }, 'request.resolved');
      if (one.state === 'answering') wants({ kind: 'answer-failed', requestId: one.requestId, failure: unavailable }, 'request.reopened');
    }
    if (!turn.stop && Object.keys(turn.requests).length === 0) wants({ kind: 'quiet' }, 'session.quiet');
    const report = ingest({ kind: 'error-reported', failure: limit, ends: false, noticeId: itemId });
    if (!report.asks.includes('observe') || report.events[0]?.type !== 'item.closed')
      throw new Broken('an error report is not shown, or not asked about');
    if (turn.stop) return;
    wants({ kind: 'exited', cause: 'exit', failure: limit }, 'turn.settled');
    wants({ kind: 'session-stop-confirmed' }, 'turn.settled');
  } else if (turn && handedOver(thread)) {
    for (const [body] of work(turn.turnId)) wants(body, 'turn.started');
    for (const body of endings(turn.turnId)) wants(body, 'turn.started');
    wants({ kind: 'exited', cause: 'exit', failure: limit }, 'turn.settled');
    wants({ kind: 'session-stop-confirmed' }, 'turn.settled');
    const { messageId } = turn;
    if (messageId === undefined) return;
    wants({ kind: 'prompt-accepted', messageId }, 'turn.started');
    wants({ kind: 'prompt-refused', messageId, failure: limit }, 'turn.settled');
    for (const reason of ['interrupted', 'refused', 'bind-failed', 'deadline', 'exit', 'restart', 'archived'] as const)
      wants({ kind: 'prompt-lost', messageId, reason, seen: 'perhaps' }, 'turn.settled');
    const report = ingest({ kind: 'error-reported', failure: limit, ends: false, noticeId: itemId });
    if (!report.asks.includes('look-up')) throw new Broken('an error report without a turn: the prompt is not looked up');
  } else if (!turn && isBound(session)) {
    atRest(rules, { thread, rows }, wants);
  } else if (session.status === 'starting') {
    const bound = rules.ingest(thread, { kind: 'bound', resumed: false, epoch: session.epoch + 1 }, { turn: 'unknown' }, {}, 0);
    if (!session.bound && bound.events[0]?.type !== 'session.bound') throw new Broken('rule 21: the binding is not taken');
    if (!session.bound) wants({ kind: 'bind-failed', failure: limit }, turn ? 'turn.settled' : 'session.failed');
    wants({ kind: 'start-deadline' }, turn ? 'turn.settled' : 'session.failed');
  }
}

function settledIfGone(rules: Rules, thread: ThreadState, turnId: TurnId): void {
  const { session, turn } = thread;
  const moment = { epoch: session.epoch, turnId, stopping: turn?.stop !== undefined, sinceSignal: 1, confirmed: true } as const;
  const { events } = rules.reconcile(thread, { ...moment, verdict: { kind: 'gone' }, cause: 'reconcile' }, 1, {}, 0);
  if (!events.some((event) => event.type === 'turn.settled')) throw new Broken('rule 14: the turn of a session that is gone goes on');
}

function atRest(rules: Rules, { thread }: Pick<System, 'thread' | 'rows'>, wants: (body: SignalBody, type: ThreadEventType) => void): void {
  const { session } = thread;
  wants({ kind: 'exited', cause: 'exit' }, 'session.stopped');
  wants({ kind: 'exited', cause: 'exit', failure: limit }, 'session.stopped');
  wants({ kind: 'session-stop-confirmed' }, 'session.stopped');
  const observe = (verdict: Verdict) =>
    rules.reconcile(
      thread,
      { epoch: session.epoch, stopping: false, sinceSignal: 1, verdict, cause: 'reconcile', confirmed: true },
      1,
      {},
      0,
    );
  if (observe({ kind: 'gone' }).events.at(-1)?.type !== 'session.stopped') throw new Broken('a session that is gone is not stopped');
  if (session.draining) {
    const idle = rules.ingest(thread, { kind: 'idle', standing: { kind: 'none' }, epoch: session.epoch }, { turn: 'unknown' }, {}, 0);
    if (!idle.asks.includes('observe')) throw new Broken('rule 13: idle after an abort is not asked about');
    const rest = observe({ kind: 'alive', busy: false, prompt: 'absent', standing: { kind: 'none' } });
    if (rest.events[0]?.type !== 'session.ready') throw new Broken('rule 13: observed idle does not end the draining');
    return;
  }
  if (session.status !== 'error') wants({ kind: 'error-reported', failure: unavailable, ends: false, noticeId: itemId }, 'session.failed');
  const busy = observe({ kind: 'alive', busy: true, prompt: 'absent', standing: { kind: 'open' } });
  if (!busy.asks.includes('adopt')) throw new Broken('rule 18: new work is not adopted');
  if (session.stopRequestedAt === undefined) wants({ kind: 'foreign-work', freshTurnId: 't7' as TurnId }, 'turn.started');
}
