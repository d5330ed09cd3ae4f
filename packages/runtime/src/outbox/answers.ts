import type { RequestAnswer, RequestId } from '@plumbline/lifecycle';
import { type Provider, ProviderFault } from '@plumbline/providers';
import type { Core } from '../core.ts';
import { applySignal, signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { failureOf, within } from './calls.ts';

const answerDeadline = 10_000;
/** The provider's own confirmation comes as a signal; one that stays away this long is not coming. */
const confirmationDeadline = 5_000;

/** Gives the user's answer to the provider. The request is resolved by the provider's confirmation alone (rule 28). */
export async function answerRequest(
  core: Core,
  lane: Lane,
  provider: Provider,
  requestId: RequestId,
  answer: RequestAnswer,
): Promise<void> {
  const { binding } = lane;
  const ref = lane.requestRefs.get(requestId);
  const epoch = lane.state?.session.epoch ?? 0;
  if (binding === null || ref === undefined) {
    const failure = { code: 'REQUEST_CLOSED', message: 'The agent no longer waits for this answer.', retryable: false } as const;
    return signalLane(core, lane, { epoch, kind: 'answer-failed', requestId, failure });
  }
  try {
    await within(core.clock, 'answer', answerDeadline, (deadline) => provider.answer(binding, ref, answer, deadline));
  } catch (error) {
    // Not known there any more: it was answered before, perhaps by the try whose answer got lost.
    const closed = error instanceof ProviderFault && error.failure.code === 'REQUEST_CLOSED';
    const signal = closed
      ? ({ epoch, kind: 'request-resolved', requestId } as const)
      : ({ epoch, kind: 'answer-failed', requestId, failure: failureOf(error) } as const);
    await lane.run(() => applySignal(core, lane, signal, { turn: 'live', request: 'open' }));
    return;
  }
  await lane.until(() => !isAnswering(lane, requestId), confirmationDeadline, core.clock);
}

export function isAnswering(lane: Lane, requestId: RequestId): boolean {
  const turn = lane.state?.turn;
  return turn?.state === 'running' && turn.requests[requestId]?.state === 'answering';
}

/** An ended request that the provider still lists is refused there, best effort (rule 28). */
export async function refuseRequest(core: Core, lane: Lane, provider: Provider, ref: string): Promise<void> {
  const { binding } = lane;
  if (binding === null) return;
  const answer: RequestAnswer = { kind: 'decision', decision: 'cancel' };
  await within(core.clock, 'refuse', answerDeadline, (deadline) => provider.answer(binding, ref, answer, deadline)).catch(() => undefined);
}
