import { canonical } from '../canonical.ts';
import type { Command, Decided } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { Millis } from '../ids.ts';
import type { ThreadSettings, ThreadState } from '../state.ts';
import { accepted, already, archivedRefusal } from './refuse.ts';

type Configure = Extract<Command, { type: 'thread.configure' }>;

/** A change of model, agent or access is of the next turn; if one is live, an item in it says so. */
export function configure(state: ThreadState, { settings: changed, noticeId }: Configure, now: Millis): Decided {
  if (state.archivedAt !== undefined) return archivedRefusal(state);
  const settings = { ...state.settings, ...changed };
  if (canonical(settings) === canonical(state.settings)) return already;
  const draft = new Draft(state, now).add({ type: 'thread.configured', settings });
  const { turn } = state;
  if (turn) {
    const text = `From the next turn on: ${differences(state.settings, settings)}.`;
    const order = draft.state.nextOrder;
    draft.add({ type: 'item.closed', itemId: noticeId, turnId: turn.turnId, order, status: 'done', content: { kind: 'notice', text } });
  }
  return accepted(draft.events);
}

function differences(before: ThreadSettings, after: ThreadSettings): string {
  const words = { model: 'model', agent: 'mode', access: 'access' } as const;
  const changed = (['model', 'agent', 'access'] as const).filter((key) => before[key] !== after[key]);
  return changed.map((key) => `${words[key]} ${after[key] ?? 'as the agent has it'}`).join(', ');
}
