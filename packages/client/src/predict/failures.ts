import type { CommandId } from '@plumbline/lifecycle';
import { type CallFailure, failureOf } from '../failure.ts';
import type { Wish } from './wish.ts';

/** A wish that the server did not grant. That of a send has its text, for Retry (rule 32). */
export interface FailedWish {
  readonly commandId: CommandId;
  readonly wish: Wish;
  /** `reason: null`: there was no answer, so it may have been done. */
  readonly failure: CallFailure;
}

/** At most so many failed sends are kept of a thread, the newest; of other wishes the last one of each kind. */
export const failureLimit = 50;

export function withFailure(failed: readonly FailedWish[], commandId: CommandId, wish: Wish, error: unknown): readonly FailedWish[] {
  const rest = withoutSuperseded(failed, wish);
  const sends = rest.filter(isSend);
  const oldest = isSend({ wish }) && sends.length >= failureLimit ? sends[0] : undefined;
  return [...rest.filter((each) => each !== oldest), { commandId, wish, failure: failureOf(error) }];
}

/** Asked again, a wish that is no send makes its last failure old; a send is another message each time. */
export function withoutSuperseded(failed: readonly FailedWish[], wish: Wish): readonly FailedWish[] {
  return isSend({ wish }) ? failed : without(failed, (each) => each.wish.type === wish.type);
}

export function withoutFailure(failed: readonly FailedWish[], commandId: CommandId): readonly FailedWish[] {
  return without(failed, (each) => each.commandId === commandId);
}

/** The same list when nothing of it goes. */
function without(failed: readonly FailedWish[], goes: (each: FailedWish) => boolean): readonly FailedWish[] {
  return failed.some(goes) ? failed.filter((each) => !goes(each)) : failed;
}

function isSend({ wish }: Pick<FailedWish, 'wish'>): boolean {
  return wish.type === 'thread.turn.start';
}
