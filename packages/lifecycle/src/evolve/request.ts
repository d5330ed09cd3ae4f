import type { Millis, RequestId } from '../ids.ts';
import type { OpenRequest, RequestFacts, RunningTurn, ThreadState } from '../state.ts';
import { without } from '../without.ts';
import type { Of } from './of.ts';
import { inRunning } from './turn.ts';

export function requestOpened(state: ThreadState, event: Of<'request.opened'>, at: Millis): ThreadState {
  const { request } = event;
  return inRunning(state, request.turnId, (turn) => {
    if (turn.requests[request.requestId] || request.epoch !== turn.epoch) return turn;
    return withRequest(without(turn, 'retry'), { ...request, openedAt: at, state: 'open' });
  });
}

export function requestAnswering(state: ThreadState, event: Of<'request.answering'>, at: Millis): ThreadState {
  return change(state, event, (request) => ({ ...factsOf(request), state: 'answering', answer: event.answer, answeredAt: at }));
}

export function requestReopened(state: ThreadState, event: Of<'request.reopened'>): ThreadState {
  return change(state, event, (request) => ({ ...factsOf(request), state: 'open', problem: event.failure }));
}

export function requestResolved(state: ThreadState, event: Of<'request.resolved'>): ThreadState {
  return inRunning(state, event.turnId, (turn) => ({ ...turn, requests: without(turn.requests, event.requestId) }));
}

/** What was asked, without how it stands. */
export function factsOf(request: OpenRequest): RequestFacts {
  return without(request as OpenRequest & { answer?: unknown; answeredAt?: unknown; problem?: unknown }, ...standingKeys);
}

const standingKeys = ['state', 'answer', 'answeredAt', 'problem'] as const;

function change(
  state: ThreadState,
  event: { readonly turnId: string; readonly requestId: RequestId },
  next: (request: OpenRequest) => OpenRequest,
): ThreadState {
  return inRunning(state, event.turnId, (turn) => {
    const request = turn.requests[event.requestId];
    return request ? withRequest(turn, next(request)) : turn;
  });
}

function withRequest(turn: RunningTurn, request: OpenRequest): RunningTurn {
  return { ...turn, requests: { ...turn.requests, [request.requestId]: request } };
}
