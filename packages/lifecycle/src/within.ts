import type { ItemId } from './ids.ts';

/** Of an item that a sub-agent made: the tool call in which it stands. */
export function within({ parentId }: { readonly parentId?: ItemId }): { readonly parentId?: ItemId } {
  return parentId === undefined ? {} : { parentId };
}
