import { Draft, ignored } from './draft.ts';
import { isBound } from './evolve/session.ts';
import type { MessageId } from './ids.ts';
import { adopt, bind, failSession, stopSession } from './ingest/binding.ts';
import { accept, settleByStanding, settleRow } from './ingest/ending.ts';
import { late } from './ingest/late.ts';
import { steer, steeredBy } from './ingest/steer.ts';
import { notice, work } from './ingest/work.ts';
import { type Fact, pendingTable, type Row, restTable, runningTable } from './settlement.ts';
import type { IgnoredReason, Ingest, Ingested, Owner, Signal, StreamedTexts } from './signals.ts';
import type { SessionStatus, ThreadState } from './state.ts';

/**
 * Applies one fact to the live state: the events that follow, what the runtime is asked to do beside them, or the reason why
 * nothing followed. What the fact means for the turn stands in the settlement tables, and nowhere here.
 */
export const ingest: Ingest = (state, signal, owner, texts, now) => {
  const reason = strange(state, signal);
  if (reason) return ignored(reason);
  const message = steeredBy(state, signal);
  if (message && 'messageId' in signal) return steer(new Draft(state, now), signal, message);
  if (!isOfLiveTurn(state, signal)) return late(new Draft(state, now), signal, owner);
  return apply(new Draft(state, now), signal, owner, texts);
};

/** Rule 4: only the binding of now may speak; `bound` speaks for the one to come. */
function strange(state: ThreadState, signal: Signal): IgnoredReason | undefined {
  if (state.removed) return 'no-thread';
  const { epoch, status } = state.session;
  if (signal.kind === 'bound') {
    if (signal.epoch !== epoch + 1) return signal.epoch <= epoch ? 'older-epoch' : 'future-epoch';
    return status === 'starting' && !isBound(state.session) ? undefined : 'unchanged';
  }
  const ahead = signal.kind === 'bind-failed' ? 1 : 0;
  if (signal.epoch < epoch) return 'older-epoch';
  if (signal.epoch > epoch + ahead) return 'future-epoch';
  return needsBinding(signal, status) && !isBound(state.session) ? 'unchanged' : undefined;
}

/** A second exit of a process must not end the start of its successor; the server's own end ends a start too. */
function needsBinding(signal: Signal, status: SessionStatus): boolean {
  if (signal.kind === 'exited') return signal.cause === 'exit' || status !== 'starting';
  return signal.kind === 'session-stop-confirmed' || signal.kind === 'stop-escalated';
}

/** The same signal for another turn, or a settled one, changes nothing of the live turn (section 3, rule 3). */
function isOfLiveTurn({ turn }: ThreadState, signal: Signal): boolean {
  if ('turnId' in signal && signal.turnId !== undefined) return turn?.turnId === signal.turnId;
  if ('messageId' in signal) return turn?.messageId === signal.messageId || isSteeredInto(turn, signal.messageId);
  return true;
}

function isSteeredInto(turn: ThreadState['turn'], messageId: MessageId): boolean {
  return turn?.state === 'running' && turn.steered?.includes(messageId) === true;
}

export function factOf(signal: Signal): Fact {
  switch (signal.kind) {
    case 'error-reported':
      return signal.ends && signal.turnId !== undefined ? 'error-reported:ends' : 'error-reported:other';
    case 'idle':
      return signal.turnId === undefined ? 'idle:unnamed' : 'idle:named';
    case 'exited':
      return signal.failure ? 'exited:failed' : 'exited:plain';
    case 'prompt-lost':
      return `prompt-lost:${signal.reason}`;
    default:
      return signal.kind;
  }
}

export function rowOf({ turn }: ThreadState, fact: Fact): Row {
  if (!turn) return restTable[fact];
  return turn.state === 'running' ? runningTable[fact] : pendingTable[fact];
}

function apply(draft: Draft, signal: Signal, owner: Owner, texts: StreamedTexts): Ingested {
  const row = rowOf(draft.state, factOf(signal));
  switch (row.do) {
    case 'settle':
      return settleRow(draft, row, signal, texts);
    case 'by-standing':
      return signal.kind === 'idle' ? settleByStanding(draft, signal.standing, texts) : ignored('unchanged');
    case 'accept':
      if (!accept(draft)) return ignored('foreign-turn');
      return apply(draft, signal, owner, texts);
    case 'notice':
      return notice(draft, signal, owner);
    case 'observe':
      return draft.state.turn || draft.state.session.draining ? draft.ask('observe').ingested() : ignored('unchanged');
    case 'look-up':
      return draft.ask('look-up').ingested();
    case 'bind':
      return bind(draft, signal);
    case 'stop-session':
      return stopSession(draft, signal);
    case 'fail-session':
      return failSession(draft, signal);
    case 'adopt':
      return adopt(draft, signal, owner);
    case 'own':
      return work(draft, signal, owner);
    case 'rest':
    case 'verify':
    case 'doubt':
      return ignored('unchanged');
    case 'ignore':
      return ignored(draft.state.turn ? 'unchanged' : 'no-turn');
  }
}
