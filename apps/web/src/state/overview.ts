import { describe, type ThreadSummary } from '@plumbline/lifecycle';
import { isUnread, type Seen, settledAt } from './seen.ts';

/** All threads by what they want of the user. Each thread stands in one of the lists. */
export interface Overview {
  /** Who has waited longest stands first. */
  readonly needsYou: readonly ThreadSummary[];
  /** Who works longest stands first, so that a new one moves none. */
  readonly working: readonly ThreadSummary[];
  /** Settled after they were last looked at, the newest first. */
  readonly unread: readonly ThreadSummary[];
  /** By their last activity. */
  readonly rest: readonly ThreadSummary[];
}

/** By the one ladder of states, as in the sidebar. `now`: ages count from it. */
export function overviewOf(threads: readonly ThreadSummary[], seen: Seen | null, now: number): Overview {
  const placed = threads.map((summary) => ({ summary, ...describe(summary, now), unread: isUnread(seen, summary) }));
  const those = (wanted: (each: (typeof placed)[number]) => boolean, order: (each: (typeof placed)[number]) => number) =>
    placed
      .filter(wanted)
      .toSorted((left, right) => order(left) - order(right))
      .map(({ summary }) => summary);
  const living = (tone: string) => tone === 'needs-you' || tone === 'working';
  return {
    needsYou: those(
      ({ tone }) => tone === 'needs-you',
      ({ since = 0 }) => since,
    ),
    working: those(
      ({ tone }) => tone === 'working',
      ({ since = 0 }) => since,
    ),
    unread: those(
      ({ tone, unread }) => unread && !living(tone),
      ({ summary }) => -(settledAt(summary) ?? 0),
    ),
    rest: those(
      ({ tone, unread }) => !unread && !living(tone),
      ({ summary }) => -summary.lastActivityAt,
    ),
  };
}
