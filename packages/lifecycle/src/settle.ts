import type { Draft } from './draft.ts';
import type { ErrorCode, Failure } from './errors.ts';
import type { ThreadEvent } from './events.ts';
import { find } from './evolve/queue.ts';
import { isBound } from './evolve/session.ts';
import { tasksOf } from './evolve/task.ts';
import { holdIfWaiting, queueUnsent, steered } from './queue.ts';
import { requestTurn } from './request-turn.ts';
import type { SettleRow } from './settlement.ts';
import type { StreamedTexts } from './signals.ts';
import type { HeldReason, ItemContent, LiveTurn, RunningTurn, StopMark, StreamingItem, ThreadState, TurnCause } from './state.ts';
import { within } from './within.ts';

/** What a row leaves open: told by the signal or the observation. */
export interface Ending {
  readonly row: SettleRow;
  readonly told?: TurnCause;
  readonly failure?: Failure;
  readonly inferred?: true;
  /** The provider was observed idle: nothing drains (rule 13). */
  readonly atRest?: true;
  /** Whether the provider may have a message that comes back. */
  readonly seen?: 'no' | 'perhaps';
}

/** Gives the live turn its one outcome, in the order of rule 2: items, message, the turn, then the queue. */
export function settleTurn(draft: Draft, ending: Ending, texts: StreamedTexts): void {
  const { turn } = draft.state;
  if (!turn) return;
  const verdict = turn.stop && !ending.row.success ? stoppedVerdict(turn.stop, ending) : ownVerdict(ending);
  const session = sessionAfter(draft.state, verdict);
  if (turn.state === 'running') {
    draft.add(...closeItems(turn, texts));
    queueUnsent(draft, verdict.outcome === 'completed' ? true : undefined);
    if (session === 'stopped') draft.add(...returnSteered(draft.state, ending));
  }
  if (session === 'stopped') loseTasks(draft);
  const returned = returnMessage(draft.state, turn, ending);
  if (returned) draft.add(returned);
  draft.add({
    type: 'turn.settled',
    turnId: turn.turnId,
    ...verdict,
    session,
    ...(ending.inferred ? { inferred: ending.inferred } : {}),
    ...(drains(draft.state, turn, ending) ? { draining: true as const } : {}),
    expired: turn.state === 'running' ? Object.values(turn.requests).map((request) => request.requestId) : [],
  });
  becomeTurn(draft, turn);
  if (verdict.outcome !== 'completed') holdIfWaiting(draft, heldReason(verdict.outcome, ending), turn.stop ? 'not-next' : 'all');
}

interface Verdict {
  readonly outcome: SettleRow['outcome'];
  readonly cause: TurnCause;
  readonly session: SettleRow['session'];
  readonly failure?: Failure;
}

function ownVerdict({ row, told, failure }: Ending): Verdict {
  const cause = row.cause === 'told' ? (told ?? 'provider') : row.cause;
  const { outcome, session } = row;
  if (outcome === 'error') return { outcome, session, cause, failure: failure ?? defaultFailure(row.code ?? 'PROVIDER_TURN_FAILED') };
  return { outcome, session, cause, ...(failure ? { failure } : {}) };
}

/** Every ending but an explicit success takes the stop's outcome and cause; an escalated stop keeps its own cause (rule 9). */
function stoppedVerdict(stop: StopMark, { row }: Ending): Verdict {
  const cause = row.cause === 'deadline' ? 'deadline' : stop.by === 'guard' ? 'guard' : 'user';
  const stopped = row.session === 'stopped';
  if (stop.outcome === 'interrupted') return { outcome: 'interrupted', cause, session: stopped ? 'stopped' : 'ready' };
  return { outcome: 'error', cause, session: stopped ? 'stopped' : 'error', failure: defaultFailure(stop.code ?? 'RUNAWAY') };
}

/** Without a binding no session can be at rest. */
function sessionAfter(state: ThreadState, verdict: Verdict): SettleRow['session'] {
  if (isBound(state.session) || verdict.session !== 'ready') return verdict.session;
  return verdict.outcome === 'error' ? 'error' : 'stopped';
}

/** The provider was told to abort and nobody has seen it at rest since (rule 13). */
function drains(state: ThreadState, turn: LiveTurn, ending: Ending): boolean {
  if (ending.atRest || ending.row.session === 'stopped' || !isBound(state.session)) return false;
  return state.session.draining === true || (turn.stop !== undefined && turn.state === 'running');
}

function heldReason(outcome: SettleRow['outcome'], ending: Ending): HeldReason {
  if (ending.row.message === 'archived') return 'archived';
  if (ending.row.message === 'refused') return 'refused';
  if (ending.seen === 'perhaps') return 'uncertain';
  return outcome === 'error' ? 'failed' : 'interrupted';
}

function returnMessage(state: ThreadState, turn: LiveTurn, ending: Ending): ThreadEvent | undefined {
  if (turn.state !== 'pending' || turn.messageId === undefined) return undefined;
  const message = find(state.queue, turn.messageId);
  if (message?.state !== 'delivering') return undefined;
  const seen = message.handed === undefined ? 'no' : (ending.seen ?? 'perhaps');
  const reason = ending.row.message === 'exit' && ending.told === 'restart' ? 'restart' : (ending.row.message ?? 'interrupted');
  return { type: 'message.returned', messageId: message.messageId, reason, seen };
}

/** A steered prompt that was on its way when the process ended: nobody can tell whether it arrived. */
function returnSteered(state: ThreadState, ending: Ending): ThreadEvent[] {
  const reason = ending.told === 'restart' ? 'restart' : 'exit';
  return steered(state).map(({ messageId }) => ({ type: 'message.returned', messageId, reason, seen: 'perhaps' }));
}

/** Rule 26: a steered prompt that the provider has not shown to have may now begin a turn of its own, and is stopped with this one. */
function becomeTurn(draft: Draft, { stop }: LiveTurn): void {
  const message = steered(draft.state)[0];
  if (!message) return;
  requestTurn(draft, message, message.own);
  if (stop && stop.by !== 'guard')
    draft.add({ type: 'turn.stop-requested', turnId: message.own.turnId, by: stop.by, outcome: stop.outcome });
}

/** What was watched through a binding that ends is watched no more. */
export function loseTasks(draft: Draft): void {
  for (const { taskId } of tasksOf(draft.state)) draft.add({ type: 'task.ended', taskId, how: 'lost' });
}

/** Rule 2: what was still streaming ends with what was shown of it. */
function closeItems(turn: RunningTurn, texts: StreamedTexts): ThreadEvent[] {
  return Object.values(turn.items)
    .sort((a, b) => a.order - b.order)
    .map((item) => ({
      type: 'item.closed',
      itemId: item.itemId,
      turnId: turn.turnId,
      ...within(item),
      order: item.order,
      status: 'partial',
      content: partialContent(item, texts),
      ...(item.gap ? { gap: item.gap } : {}),
    }));
}

function partialContent(item: StreamingItem, texts: StreamedTexts): ItemContent {
  if (item.kind !== 'tool') return { kind: item.kind, text: texts[item.itemId] ?? '' };
  const tool = item.tool ?? {
    kind: 'tool',
    callId: item.itemId,
    tool: 'unknown',
    title: '',
    input: null,
    result: 'pending',
    output: { preview: '', bytes: 0 },
  };
  return tool.result === 'pending' || tool.result === 'running' ? { ...tool, result: 'cancelled' } : tool;
}

export function defaultFailure(code: ErrorCode): Failure {
  return { code, message: failureText[code] ?? 'The turn failed.', retryable: code !== 'RUNAWAY' };
}

const failureText: Partial<Record<ErrorCode, string>> = {
  RUNAWAY: 'The model went on and on without an answer, so the turn was stopped.',
  START_DEADLINE: 'The agent did not start in time.',
  ACCEPT_DEADLINE: 'The agent did not take the message in time.',
  PROVIDER_REFUSED: 'The agent refused the message.',
  PROVIDER_UNAVAILABLE: 'The agent could not be started.',
  PROVIDER_TURN_FAILED: 'The agent reported a failure.',
  UNKNOWN_STOP_REASON: 'The agent ended for a reason that is not known.',
};
