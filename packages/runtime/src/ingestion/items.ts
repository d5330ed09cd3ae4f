import type { ItemContent, ItemId, ToolContent } from '@plumbline/lifecycle';
import { itemIdOf } from '../ids/index.ts';
import type { Beside } from '../lanes/commit.ts';
import { cutTool } from './cut.ts';
import { type Ownership, turnOfItem } from './owner.ts';
import type { Of, Told } from './told.ts';

/** What a turn shows: a part of the provider's is an item of ours. */
export async function item(
  told: Told,
  signal: Of<'item-started' | 'item-updated' | 'item-closed' | 'item-gap' | 'item-discarded'>,
): Promise<void> {
  const itemId = itemIdOf(told.lane.threadId, signal.session, signal.part);
  const found = await turnOfItem(told.core, told.lane, signal.prompt, itemId);
  const isWork = signal.kind === 'item-started' || signal.kind === 'item-updated';
  const whose = found ?? (isWork ? await told.adopt(signal.prompt) : null);
  if (whose === null) return told.ignored('foreign-turn', signal.kind);
  const { turnId, owner } = whose;
  switch (signal.kind) {
    case 'item-started':
      return started(told, whose, itemId, signal);
    case 'item-updated': {
      const { tool } = cutTool(signal.tool);
      return told.apply({ kind: 'item-updated', turnId, itemId, ...within(told, signal), tool }, owner);
    }
    case 'item-closed': {
      const { content, blobs } = wholeContent(signal.content);
      return told.apply({ kind: 'item-closed', turnId, itemId, ...within(told, signal), content }, owner, { blobs });
    }
    case 'item-gap':
      return told.apply({ kind: 'item-gap', turnId, itemId }, owner);
    case 'item-discarded':
      return told.apply({ kind: 'item-discarded', turnId, itemId }, owner);
  }
}

/** The call in which it stands, as an item of ours. */
function within(told: Told, { session, parent }: { readonly session: string; readonly parent?: string }): { parentId?: ItemId } {
  return parent === undefined ? {} : { parentId: itemIdOf(told.lane.threadId, session, parent) };
}

/** Text has one road: what an item begins with goes the way of the deltas (rule 30). */
async function started(told: Told, { turnId, owner }: Ownership, itemId: ItemId, signal: Of<'item-started'>): Promise<void> {
  const { content, prompt } = signal;
  const empty: ItemContent = content.kind === 'tool' ? content : { ...content, text: '' };
  await told.applyWork({ kind: 'item-started', turnId, itemId, ...within(told, signal), content: empty }, owner, prompt);
  if (content.kind !== 'tool' && content.text !== '') told.core.texts.receive(itemId, 0, content.text);
}

export async function text(told: Told, signal: Of<'item-text'>): Promise<void> {
  const { core, lane } = told;
  const turn = lane.state?.turn;
  const itemId = itemIdOf(lane.threadId, signal.session, signal.part);
  const streaming = turn?.state === 'running' ? turn.items[itemId] : undefined;
  if (turn === undefined || streaming === undefined || streaming.gap) return told.ignored('text-of-no-item', signal.kind);
  const taken = core.texts.receive(itemId, signal.offset, signal.text);
  if (taken === 'hole') await told.apply({ kind: 'item-gap', turnId: turn.turnId, itemId }, { turn: 'live' });
}

function wholeContent(content: Of<'item-closed'>['content']): { content: ItemContent; blobs: NonNullable<Beside['blobs']> } {
  if (content.kind !== 'tool') return { content, blobs: [] };
  const { tool, blobs } = cutTool(content);
  return { content: tool satisfies ToolContent, blobs };
}
