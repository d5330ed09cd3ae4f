import type { Millis, ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { directory } from './directory.ts';
import { createStore, useStore } from './store.ts';

/**
 * What this browser has looked at, told by the server's own times: a turn that settled later than that is news. `since`
 * stands for every thread that is not named.
 */
export interface Seen {
  readonly since: Millis;
  readonly threads: ReadonlyMap<ThreadId, Millis>;
}

/** So many threads are named. The oldest beyond them goes into `since`: marks may be lost by that, none is made up. */
const most = 300;
const key = 'plumbline.seen';

/** Its last turn settled after it was last looked at. Null: nothing is known yet, and so nothing is news. What was put away is none either. */
export function isUnread(seen: Seen | null, summary: ThreadSummary): boolean {
  if (seen === null || summary.archivedAt !== undefined) return false;
  return (settledAt(summary) ?? 0) > (seen.threads.get(summary.threadId) ?? seen.since);
}

/** When the last turn of a thread settled; absent while one goes on, and before the first. */
export function settledAt({ latestTurn }: ThreadSummary): Millis | undefined {
  return latestTurn?.completedAt;
}

/** Everything that is shown of these threads was looked at. The same object: it had been before. */
export function look(seen: Seen, summaries: readonly ThreadSummary[]): Seen {
  const news = summaries.filter((summary) => isUnread(seen, summary));
  if (news.length === 0) return seen;
  return bounded(seen.since, [...seen.threads, ...news.map((each) => [each.threadId, settledAt(each) ?? 0] as const)]);
}

/** What either of two tabs has looked at. */
export function merge(one: Seen, other: Seen): Seen {
  const entries = [...one.threads, ...other.threads].toSorted(([, left], [, right]) => left - right);
  return bounded(Math.max(one.since, other.since), entries);
}

function bounded(since: Millis, entries: readonly (readonly [ThreadId, Millis])[]): Seen {
  const newest = [...new Map(entries)].filter(([, at]) => at > since).toSorted(([, left], [, right]) => right - left);
  const gone = newest[most];
  return { since: gone ? gone[1] : since, threads: new Map(newest.slice(0, most)) };
}

export function toText({ since, threads }: Seen): string {
  return JSON.stringify({ since, threads: Object.fromEntries(threads) });
}

/** Null: nothing was stored, or not by this code. */
export function fromText(text: string | null): Seen | null {
  try {
    const { since, threads } = JSON.parse(text ?? '') as { since: unknown; threads: Record<ThreadId, unknown> };
    if (typeof since !== 'number') return null;
    const entries = Object.entries(threads).filter((entry): entry is [ThreadId, Millis] => typeof entry[1] === 'number');
    return bounded(since, entries);
  } catch {
    return null;
  }
}

const store = createStore<Seen | null>(null);
let open: ThreadId | undefined;
/** The thread on the screen of this tab, unless the tab is behind another one. */
export const lookedAt = createStore<ThreadId | undefined>(undefined);

export function useSeen(): Seen | null {
  return useStore(store, (seen) => seen);
}

export function useUnread(summary: ThreadSummary): boolean {
  return useStore(store, (seen) => isUnread(seen, summary));
}

/** The thread on the screen; `undefined`: another view. */
export function showing(threadId: ThreadId | undefined): void {
  open = threadId;
  lookAtOpen();
}

/** These threads were looked at, as they are. */
export function lookAt(summaries: readonly ThreadSummary[]): void {
  const seen = store.get();
  if (seen) keep(look(seen, summaries));
}

/** Follows what is looked at, here and in other tabs, until `signal` aborts. */
export function keepSeen(signal: AbortSignal): void {
  const onStorage = (event: StorageEvent) => {
    const told = event.key === key ? fromText(event.newValue) : null;
    if (told) store.update((seen) => (seen ? merge(seen, told) : told));
  };
  signal.addEventListener('abort', directory.subscribe(follow));
  window.addEventListener('storage', onStorage, { signal });
  document.addEventListener('visibilitychange', lookAtOpen, { signal });
  follow();
}

/** A browser that comes for the first time has no news: what settled before is taken for seen. */
function follow(): void {
  const { phase, threads } = directory.get();
  if (phase !== 'ready') return;
  if (store.get() === null) keep({ since: Math.max(0, ...threads.map((each) => settledAt(each) ?? 0)), threads: new Map() });
  lookAtOpen();
}

function lookAtOpen(): void {
  lookedAt.set(document.visibilityState === 'visible' ? open : undefined);
  const summary = lookedAt.get() && directory.get().threads.find((each) => each.threadId === open);
  if (summary) lookAt([summary]);
}

/** What is stored counts as well: another tab may have looked at something since. */
function keep(next: Seen): void {
  if (next === store.get()) return;
  const before = stored();
  const merged = before ? (store.get() === null ? before : merge(before, next)) : next;
  store.set(merged);
  try {
    localStorage.setItem(key, toText(merged));
  } catch {
    // Full or forbidden: the marks of this tab live on in memory.
  }
}

function stored(): Seen | null {
  try {
    return fromText(localStorage.getItem(key));
  } catch {
    return null;
  }
}
