import { eventsOf } from './events.ts';
import type { Check } from './world.ts';

/** What a user was shown is still there: the settled item begins with it, unless the provider took the item back (I12). */
export const texts: Check = ({ log, threads }) => {
  const closed = new Map(
    eventsOf(log, 'item.closed').map(({ event }) => [event.itemId as string, event.content.kind === 'tool' ? '' : event.content.text]),
  );
  const discarded = new Set(eventsOf(log, 'item.discarded').map(({ event }) => event.itemId as string));
  return threads.flatMap(({ threadId, shown }) =>
    [...shown].flatMap(([itemId, text]) => {
      const settled = closed.get(itemId);
      if (settled?.startsWith(text) || discarded.has(itemId)) return [];
      const kept = settled === undefined ? 'the item is not in the log' : `${settled.length} units are kept: …${settled.slice(-40)}`;
      return [`${threadId}: item ${itemId} was shown with ${text.length} units (…${text.slice(-40)}), ${kept}`];
    }),
  );
};
