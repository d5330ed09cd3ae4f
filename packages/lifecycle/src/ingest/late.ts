import { canonical } from '../canonical.ts';
import { type Draft, ignored } from '../draft.ts';
import type { Ingested, Owner, Signal } from '../signals.ts';
import { within } from '../within.ts';

type Of<Kind extends Signal['kind']> = Extract<Signal, { readonly kind: Kind }>;

/**
 * Signals of a turn that is not live (rules 1, 3, 18): late facts complete its items and change neither outcome nor times;
 * new work of it is adopted, or, if the user stopped it, an alarm.
 */
export function late(draft: Draft, signal: Signal, owner: Owner): Ingested {
  if (owner.turn !== 'settled') return ignored('foreign-turn');
  switch (signal.kind) {
    case 'item-closed':
      return completeItem(draft, signal, owner);
    case 'step-ended':
      return completeUsage(draft, signal);
    case 'files-changed':
      return completeChanges(draft, signal);
    case 'request-opened':
      return owner.request === 'ended' ? ignored('ended-request', 'refuse-request') : newWork(draft, owner);
    case 'item-started':
      return owner.item || signal.content.kind !== 'tool' ? ignored('settled-turn') : newWork(draft, owner);
    case 'step-started':
    case 'turn-retrying':
      return newWork(draft, owner);
    default:
      return draft.state.session.draining ? ignored('settled-turn', 'observe') : ignored('settled-turn');
  }
}

function completeItem(draft: Draft, signal: Of<'item-closed'>, owner: Owner): Ingested {
  const { itemId, turnId, content } = signal;
  if (owner.item?.status === 'done') return ignored('settled-turn');
  if (!owner.item && owner.stoppedByUser) return ignored('stopped-turn-work', 'abort');
  const order = owner.item?.order ?? draft.state.nextOrder;
  return draft.add({ type: 'item.closed', itemId, turnId, ...within(signal), order, status: 'done', content }).ingested();
}

/** Only where none was told: a step told twice must not count twice. */
function completeUsage(draft: Draft, { turnId, usage }: Of<'step-ended'>): Ingested {
  const last = draft.state.lastTurn;
  if (!usage || last?.turnId !== turnId || last.usage) return ignored('settled-turn');
  return draft.add({ type: 'turn.completed-late', turnId, usage }).ingested();
}

function completeChanges(draft: Draft, { turnId, changes }: Of<'files-changed'>): Ingested {
  const last = draft.state.lastTurn;
  if (last?.turnId === turnId && last.changes && canonical(last.changes) === canonical(changes)) return ignored('unchanged');
  return draft.add({ type: 'turn.files-changed', turnId, changes }).ingested();
}

function newWork(draft: Draft, owner: Owner): Ingested {
  if (owner.stoppedByUser || draft.state.session.draining) return ignored('stopped-turn-work', 'abort');
  return ignored('settled-turn', draft.state.turn ? 'observe' : 'adopt');
}
