import { type Draft, ignored } from '../draft.ts';
import type { Ingested, Signal } from '../signals.ts';
import { addNotice } from './beside.ts';

type Of<Kind extends Signal['kind']> = Extract<Signal, { readonly kind: Kind }>;

/** Rule 9, failed: the turn goes on, with a visible reason; the stop may be repeated or forced. */
export function stopRefused(draft: Draft, { turnId, failure, noticeId }: Of<'stop-refused'>): Ingested {
  if (!draft.state.turn?.stop) return ignored('unchanged');
  if (noticeId !== undefined) addNotice(draft, noticeId, `It could not be stopped: ${failure.message}`);
  return draft.add({ type: 'turn.stop-failed', turnId, failure }).ask('observe').ingested();
}

/** Rule 10: the session and its state stay, and the reason is said. */
export function sessionStopRefused(draft: Draft, { failure, noticeId }: Of<'session-stop-refused'>): Ingested {
  if (draft.state.session.stopRequestedAt === undefined) return ignored('unchanged');
  if (noticeId !== undefined) addNotice(draft, noticeId, `The session could not be stopped: ${failure.message}`);
  return draft.add({ type: 'session.stop-failed', failure }).ask('observe').ingested();
}
