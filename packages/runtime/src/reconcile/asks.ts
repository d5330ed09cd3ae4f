import { type Ask, handedOver } from '@plumbline/lifecycle';
import { type Core, providerOf } from '../core.ts';
import type { Lane } from '../lanes/lane.ts';
import { refuseRequest } from '../outbox/answers.ts';
import { within } from '../outbox/calls.ts';
import { runEffect } from '../outbox/effects.ts';
import { sendAgain } from '../outbox/hand-over.ts';
import { lookUp } from '../outbox/look-up.ts';
import type { Observer } from './observer.ts';

const abortDeadline = 3_000;

/** Does what the rules asked for beside the events, outside the lane. */
export function answerAsk(
  core: Core,
  observer: Observer,
  lane: Lane,
  ask: Exclude<Ask, 'adopt'>,
  about: { readonly requestRef?: string },
): void {
  switch (ask) {
    case 'observe':
      void observer.ask(lane);
      return;
    case 'observe-again':
      observer.askIn(lane, core.timing.observeAgain);
      return;
    case 'abort':
      abortAgain(core, lane);
      return;
    case 'look-up':
      lookUpPrompt(core, lane);
      return;
    case 'refuse-request': {
      const provider = providerOf(core, lane);
      const { requestRef } = about;
      if (provider !== undefined && requestRef !== undefined) {
        runEffect(core, lane, `refuse ${requestRef}`, () => refuseRequest(core, lane, provider, requestRef));
      }
      return;
    }
  }
}

/** The ladder of a live stop sends it again; after the settlement nobody else would. */
function abortAgain(core: Core, lane: Lane): void {
  if (lane.state?.turn?.stop !== undefined) {
    lane.abortAgain = true;
    lane.changed();
    return;
  }
  runEffect(core, lane, 'abort late', () => abortNow(core, lane));
}

/** Sends the abort, whatever the rules know; best effort. */
export async function abortNow(core: Core, lane: Lane): Promise<void> {
  const provider = providerOf(core, lane);
  const { binding } = lane;
  if (provider === undefined || binding === null) return;
  await within(core.clock, 'abort', abortDeadline, (deadline) => provider.abort(binding, deadline)).catch((error: unknown) =>
    core.log.warn({ threadId: lane.threadId, error }, 'An abort got no answer.'),
  );
}

/** Rule 33. A prompt whose delivery an older run's end interrupted is sent now if it is proven absent. */
export function lookUpPrompt(core: Core, lane: Lane): void {
  const provider = providerOf(core, lane);
  if (provider === undefined) return;
  runEffect(core, lane, 'look up', () => {
    const going = lane.state === null ? undefined : handedOver(lane.state);
    if (going === undefined || lane.interruptedDelivery !== going.messageId) {
      const failure = { code: 'ACCEPT_DEADLINE', message: 'The agent did not take the message.', retryable: true } as const;
      return lookUp(core, lane, provider, { reason: 'deadline', failure });
    }
    return lookUp(core, lane, provider, {
      reason: 'restart',
      sendAgain: () => {
        lane.interruptedDelivery = null;
        return sendAgain(core, lane, provider);
      },
    });
  });
}
