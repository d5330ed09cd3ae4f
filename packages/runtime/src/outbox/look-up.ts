import { type Failure, handedOver, type MessageId, type ReturnReason } from '@plumbline/lifecycle';
import type { Provider } from '@plumbline/providers';
import { pause } from '../clock/index.ts';
import type { Core } from '../core.ts';
import { signalLane } from '../lanes/apply.ts';
import type { Lane } from '../lanes/lane.ts';
import { within } from './calls.ts';

/** Absent for so long in an idle provider: the call can no longer be under way (rule 33). */
const absentIdle = 5_000;
const between = 250;

export interface LookUp {
  /** Why it is looked up: the reason with which the message comes back if it is not there. */
  readonly reason: Extract<ReturnReason, 'deadline' | 'restart' | 'refused'>;
  readonly failure?: Failure;
  /** Proven absent: send it now, instead of giving it back. For a message that a crash interrupted (rule 33). */
  readonly sendAgain?: () => Promise<void>;
}

/**
 * Finds out whether the provider has the prompt that was handed over, of a pending turn or into a running one. Found: accepted. Absent while it is idle for 5 s: not seen.
 * Neither within the acceptance deadline: returned as perhaps seen, and never sent by itself.
 *
 * A prompt that was steered in is left to the stream until the deadline: only the stream tells, in order, whether its turn had ended
 * before it came (rule 26). An answer of a call may overtake that.
 */
export async function lookUp(core: Core, lane: Lane, provider: Provider, about: LookUp): Promise<void> {
  const messageId = handedPrompt(lane);
  if (messageId === null) return;
  const until = core.clock.monotonic() + core.timing.acceptDeadline;
  const idleFor = Math.min(absentIdle, core.timing.acceptDeadline / 2);
  let absentSince: number | null = null;
  while (core.phase !== 'stopping' && handedPrompt(lane) === messageId && lane.binding !== null) {
    const { binding } = lane;
    const epoch = lane.state?.session.epoch ?? 0;
    const verdict = await within(core.clock, 'look-up', core.timing.observeDeadline, (deadline) =>
      provider.observe(binding, [messageId], deadline),
    ).catch(() => ({ kind: 'unknown' }) as const);
    const now = core.clock.monotonic();
    const present = verdict.kind === 'alive' && verdict.prompt === 'present';
    if (present && (now >= until || !isSteered(lane))) {
      return signalLane(core, lane, { epoch, kind: 'prompt-accepted', messageId });
    }
    if (verdict.kind === 'gone') {
      return signalLane(core, lane, { epoch, kind: 'prompt-lost', messageId, reason: 'exit', seen: 'perhaps', ...failureOf(about) });
    }
    absentSince = verdict.kind === 'alive' && verdict.prompt === 'absent' && !verdict.busy && !lane.sending ? (absentSince ?? now) : null;
    if (absentSince !== null && now - absentSince >= idleFor) {
      if (about.sendAgain !== undefined && lane.state?.turn?.stop === undefined) return about.sendAgain();
      return signalLane(core, lane, {
        epoch,
        kind: 'prompt-lost',
        messageId,
        reason: lostReason(lane, about),
        seen: 'no',
        ...failureOf(about),
      });
    }
    if (!present && now >= until) {
      return signalLane(core, lane, { epoch, kind: 'prompt-lost', messageId, reason: about.reason, seen: 'perhaps', ...failureOf(about) });
    }
    await pause(between);
  }
}

/** The message that was handed over and not accepted yet. */
function handedPrompt(lane: Lane): MessageId | null {
  return lane.state === null ? null : (handedOver(lane.state)?.messageId ?? null);
}

/** It goes into the running turn, and is no turn of its own yet. */
function isSteered(lane: Lane): boolean {
  return lane.state !== null && handedOver(lane.state)?.state === 'steering';
}

function lostReason(lane: Lane, about: LookUp): ReturnReason {
  return lane.state?.turn?.stop === undefined ? about.reason : 'interrupted';
}

function failureOf(about: LookUp): { failure?: Failure } {
  return about.failure === undefined ? {} : { failure: about.failure };
}
