import { itemIdOf } from '../ids/index.ts';
import { turnOfPrompt } from './owner.ts';
import { noOwner, type Of, type Told } from './told.ts';

/** An end of the process that the stop ladder brought about is the ladder's (rule 9). */
export async function exited(told: Told, signal: Of<'exited'>): Promise<void> {
  const { lane } = told;
  const turnId = lane.state?.turn?.turnId;
  if (turnId !== undefined && lane.escalating === turnId) return told.apply({ kind: 'stop-escalated', turnId }, { turn: 'live' });
  await told.apply({ kind: 'exited', cause: 'exit', ...(signal.failure === undefined ? {} : { failure: signal.failure }) }, noOwner);
}

/** Facts that name the prompt whose turn they are about. */
export async function ofPrompt(
  told: Told,
  signal: Of<'prompt-accepted' | 'prompt-refused' | 'turn-completed' | 'turn-failed' | 'turn-ended-unknown'>,
): Promise<void> {
  const whose = await turnOfPrompt(told.core, told.lane, signal.prompt);
  if (whose === null) return told.ignored('foreign-turn', signal.kind);
  const { turnId, owner } = whose;
  switch (signal.kind) {
    case 'prompt-accepted':
      return told.apply({ kind: 'prompt-accepted', messageId: signal.prompt }, owner);
    case 'prompt-refused':
      return told.apply({ kind: 'prompt-refused', messageId: signal.prompt, failure: signal.failure }, owner);
    case 'turn-completed':
      return told.apply({ kind: 'turn-completed', turnId }, owner);
    case 'turn-failed':
      return told.apply({ kind: 'turn-failed', turnId, failure: signal.failure }, owner);
    case 'turn-ended-unknown':
      return told.apply({ kind: 'turn-ended-unknown', turnId, reason: signal.reason }, owner);
  }
}

/** Reports that may name no prompt. One that names a prompt which is not ours is about nothing of ours. */
export async function report(told: Told, signal: Of<'turn-aborted' | 'error-reported' | 'idle'>): Promise<void> {
  const { core, lane } = told;
  const named = signal.prompt === null ? null : await turnOfPrompt(core, lane, signal.prompt);
  if (signal.prompt !== null && named === null) return told.ignored('foreign-turn', signal.kind);
  const owner = named?.owner ?? noOwner;
  const turn = named === null ? {} : { turnId: named.turnId };
  switch (signal.kind) {
    case 'idle':
      return told.apply({ kind: 'idle', ...turn, standing: signal.standing }, owner);
    case 'error-reported': {
      const noticeId = itemIdOf(lane.threadId, 'notice', core.ids.commandId());
      return told.apply({ kind: 'error-reported', ...turn, failure: signal.failure, ends: signal.ends, noticeId }, owner);
    }
    case 'turn-aborted':
      if (named !== null) return told.apply({ kind: 'turn-aborted', turnId: named.turnId }, owner);
      return abortedUnnamed(told);
  }
}

/** It is the running turn's if that is being stopped; else it may be a late one of an older turn, and is asked about. */
async function abortedUnnamed(told: Told): Promise<void> {
  const turn = told.lane.state?.turn;
  if (turn?.state === 'running' && turn.stop !== undefined) {
    return told.apply({ kind: 'turn-aborted', turnId: turn.turnId }, { turn: 'live' });
  }
  await told.apply({ kind: 'idle', standing: { kind: 'none' } }, noOwner);
}

export async function step(told: Told, signal: Of<'retrying' | 'step-started' | 'step-ended'>): Promise<void> {
  const found = await turnOfPrompt(told.core, told.lane, signal.prompt);
  const whose = found ?? (signal.kind === 'step-ended' ? null : await told.adopt(signal.prompt));
  if (whose === null) return told.ignored('foreign-turn', signal.kind);
  const { turnId, owner } = whose;
  switch (signal.kind) {
    case 'retrying': {
      const { attempt, reason, nextAt } = signal;
      return told.applyWork({ kind: 'turn-retrying', turnId, attempt, reason, nextAt }, owner, signal.prompt);
    }
    case 'step-started':
      return told.applyWork({ kind: 'step-started', turnId }, owner, signal.prompt);
    case 'step-ended': {
      const usage = signal.usage === undefined ? {} : { usage: signal.usage };
      return told.apply({ kind: 'step-ended', turnId, finish: signal.finish, ...usage }, owner);
    }
  }
}
