import type { Draft } from '../draft.ts';
import type { ItemId } from '../ids.ts';

/** A sign of life: ends the doubt, if there is one (rule 39). */
export function contradict(draft: Draft): Draft {
  const { quietSince, unverifiedSince } = draft.state.session;
  return quietSince === undefined && unverifiedSince === undefined ? draft : draft.add({ type: 'session.verified' });
}

/** Rule 11: later work of a turn that is being stopped means that the abort was lost. */
export function abortAgain(draft: Draft): Draft {
  return draft.state.turn?.stop ? draft.ask('abort') : draft;
}

/** A notice on the live turn, else on the newest one. */
export function addNotice(draft: Draft, itemId: ItemId, text: string): void {
  const turn = draft.state.turn ?? draft.state.lastTurn;
  if (!turn) return;
  const order = draft.state.nextOrder;
  draft.add({ type: 'item.closed', itemId, turnId: turn.turnId, order, status: 'done', content: { kind: 'notice', text } });
}
