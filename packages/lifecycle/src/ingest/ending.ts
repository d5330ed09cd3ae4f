import { type Draft, ignored } from '../draft.ts';
import type { Failure } from '../errors.ts';
import { isBound } from '../evolve/session.ts';
import { handedOver } from '../queue.ts';
import { type Ending, settleTurn } from '../settle.ts';
import { type SettleRow, standingFact, standings } from '../settlement.ts';
import type { Ingested, Signal, Standing, StreamedTexts } from '../signals.ts';
import type { TurnCause } from '../state.ts';

/** The provider has the prompt: the turn runs in this epoch (rule 7). False: nothing was handed over, so it cannot be. */
export function accept(draft: Draft): boolean {
  const { turn, session } = draft.state;
  const message = handedOver(draft.state);
  if (turn?.state !== 'pending' || message === undefined || !isBound(session)) return false;
  draft.add({ type: 'message.delivered', messageId: message.messageId, turnId: turn.turnId });
  draft.add({ type: 'turn.started', turnId: turn.turnId, epoch: session.epoch });
  if (turn.stop) draft.ask('abort');
  return true;
}

/** Does what a settling row says, once the row's own conditions hold. */
export function settleRow(draft: Draft, row: SettleRow, signal: Signal, texts: StreamedTexts): Ingested {
  const { session } = draft.state;
  if (signal.kind === 'bind-failed' && isBound(session)) return ignored('unchanged');
  if (signal.kind === 'start-deadline' && handedOver(draft.state)) return draft.ask('look-up').ingested();
  settleTurn(draft, endingOf(row, signal), texts);
  if (draft.state.session.draining) draft.ask('observe');
  return draft.ingested();
}

function endingOf(row: SettleRow, signal: Signal): Ending {
  const failure = failureOf(signal);
  return {
    row,
    ...(signal.kind === 'exited' ? { told: signal.cause } : {}),
    ...(failure ? { failure } : {}),
    ...(signal.kind === 'prompt-lost' ? { seen: signal.seen } : {}),
    ...(signal.kind === 'prompt-refused' || signal.kind === 'bind-failed' ? { seen: 'no' as const } : {}),
  };
}

function failureOf(signal: Signal): Failure | undefined {
  if (signal.kind === 'turn-ended-unknown') {
    return { code: 'UNKNOWN_STOP_REASON', message: `The agent ended with the reason "${signal.reason}".`, retryable: true };
  }
  return 'failure' in signal ? signal.failure : undefined;
}

/** The provider says that this turn is idle. Where only the missing end of a step says how, it is asked first. */
export function settleByStanding(draft: Draft, standing: Standing, texts: StreamedTexts): Ingested {
  const { evidence } = standings[standingFact(standing)];
  if (evidence === 'absence' && !draft.state.turn?.stop) return draft.ask('observe').ingested();
  settleTurn(draft, endingByStanding(standing, 'provider'), texts);
  if (draft.state.session.draining) draft.ask('observe');
  return draft.ingested();
}

/** The row of a newest step: what is deduced from it is `inferred`. */
export function endingByStanding(standing: Standing, told: TurnCause): Ending {
  const { outcome, session } = standings[standingFact(standing)];
  return {
    row: { do: 'settle', outcome, session, cause: 'told' },
    told,
    inferred: true,
    ...(standing.kind === 'failed' ? { failure: standing.failure } : {}),
  };
}
