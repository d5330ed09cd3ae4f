import { type Draft, ignored } from '../draft.ts';
import type { Ingested, Owner, Signal } from '../signals.ts';
import type { RunningTurn } from '../state.ts';
import { abortAgain } from './beside.ts';

type Of<Kind extends Signal['kind']> = Extract<Signal, { readonly kind: Kind }>;

/** Rule 28: an ended id never opens again, though the provider still lists it. */
export function openRequest(draft: Draft, turn: RunningTurn, { request }: Of<'request-opened'>, owner: Owner): Ingested {
  if (turn.requests[request.requestId]) return ignored('unchanged');
  if (owner.request === 'ended') {
    draft.ask('refuse-request');
    return draft.events.length > 0 ? draft.ingested() : ignored('ended-request', 'refuse-request');
  }
  draft.add({ type: 'request.opened', request: { ...request, turnId: turn.turnId, epoch: turn.epoch } });
  return abortAgain(draft).ingested();
}

/** The provider's confirmation: the only way to `resolved`. */
export function resolveRequest(draft: Draft, turn: RunningTurn, { requestId }: Of<'request-resolved'>): Ingested {
  const request = turn.requests[requestId];
  if (!request) return ignored('ended-request');
  const answer = request.state === 'answering' ? { answer: request.answer } : {};
  return draft.add({ type: 'request.resolved', requestId, turnId: turn.turnId, ...answer }).ingested();
}

/** The answer did not arrive: open again, with the reason. If the provider no longer knows the request, it has ended there. */
export function answerFailed(draft: Draft, turn: RunningTurn, { requestId, failure }: Of<'answer-failed'>): Ingested {
  const request = turn.requests[requestId];
  if (!request) return ignored('ended-request');
  if (failure.code === 'REQUEST_CLOSED') return draft.add({ type: 'request.resolved', requestId, turnId: turn.turnId }).ingested();
  if (request.state !== 'answering') return ignored('unchanged');
  return draft.add({ type: 'request.reopened', requestId, turnId: turn.turnId, failure }).ingested();
}
