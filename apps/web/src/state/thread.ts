import type { ThreadId } from '@plumbline/lifecycle';
import { useEffect } from 'react';
import { foretell } from './directory.ts';
import type { ThreadFollow, ThreadView } from './port.ts';
import { type Problem, toProblem } from './problem.ts';
import { createStore, type Store, useStore } from './store.ts';
import { port } from './workbench.ts';

export interface OpenThread {
  /** Absent until the first view has come. */
  readonly view?: ThreadView;
  /** It cannot be followed any more: removed, or no access. */
  readonly problem?: Problem;
  readonly older: { readonly loading: boolean; readonly problem?: Problem };
}

/** Threads shown lately stay in memory, so that going back to one shows it at once. */
const kept = 8;
const stores = new Map<ThreadId, Store<OpenThread>>();
const follows = new Map<ThreadId, ThreadFollow>();

function storeOf(threadId: ThreadId): Store<OpenThread> {
  const known = stores.get(threadId);
  if (known) return known;
  const store = createStore<OpenThread>({ older: { loading: false } });
  stores.set(threadId, store);
  return store;
}

/** Follows a thread while it is shown. Another `attempt` follows it anew. */
export function useOpenThread(threadId: ThreadId, attempt: number): OpenThread {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is meant to run it again
  useEffect(() => {
    forgetOldest(threadId);
    const ending = new AbortController();
    void follow(threadId, ending.signal);
    return () => ending.abort();
  }, [threadId, attempt]);
  return useStore(storeOf(threadId), (thread) => thread);
}

async function follow(threadId: ThreadId, signal: AbortSignal): Promise<void> {
  const store = storeOf(threadId);
  const views = port().followThread(threadId, signal);
  follows.set(threadId, views);
  try {
    for await (const view of views) {
      if (signal.aborted) return;
      store.update(({ problem: _gone, ...held }) => ({ ...held, view }));
      foretell(threadId, view.predicted ? view.summary : undefined);
    }
  } catch (error) {
    if (!signal.aborted) store.update((held) => ({ ...held, problem: toProblem(error) }));
  } finally {
    if (follows.get(threadId) === views) follows.delete(threadId);
    foretell(threadId, undefined);
  }
}

/** Fetches the page of turns before the oldest one at hand. One at a time. */
export async function loadOlder(threadId: ThreadId): Promise<void> {
  const store = storeOf(threadId);
  const views = follows.get(threadId);
  if (!views || store.get().older.loading) return;
  store.update((held) => ({ ...held, older: { loading: true } }));
  try {
    await views.older();
    store.update((held) => ({ ...held, older: { loading: false } }));
  } catch (error) {
    store.update((held) => ({ ...held, older: { loading: false, problem: toProblem(error) } }));
  }
}

/** The one shown goes last; the first of too many goes. */
function forgetOldest(shown: ThreadId): void {
  const store = storeOf(shown);
  stores.delete(shown);
  stores.set(shown, store);
  for (const threadId of stores.keys()) {
    if (stores.size <= kept) return;
    stores.delete(threadId);
  }
}
