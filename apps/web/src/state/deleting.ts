import type { ThreadId, ThreadSummary } from '@plumbline/lifecycle';
import { hide } from './directory.ts';
import { type Problem, toProblem } from './problem.ts';
import { createStore, useStore } from './store.ts';
import { port } from './workbench.ts';

/** How long a thread can be taken back after it was deleted, in ms. */
export const graceMs = 8_000;
/** Of more, the oldest is sent at once. */
const most = 3;

/**
 * A thread that the user deleted. It is out of view at once, and the server hears of it when nothing can be taken back any more: so undo
 * always works, and a page that dies before has deleted nothing.
 */
export interface Deletion {
  readonly threadId: ThreadId;
  readonly title: string;
  /** A turn of it lives: it runs until the removal is sent, which stops it first. */
  readonly live: boolean;
  readonly state: 'waiting' | 'sending' | 'failed';
  /** Set when it failed: then the thread is in view again. */
  readonly problem?: Problem;
}

const store = createStore<readonly Deletion[]>([]);
const countdowns = new Map<ThreadId, Countdown>();
let held = false;

/** Takes the thread from view, and sends its removal when the time has run out or the page is left. */
export function deleteSoon(summary: ThreadSummary): void {
  const { threadId, title, latestTurn } = summary;
  const live = latestTurn?.state === 'pending' || latestTurn?.state === 'running';
  for (const { threadId: oldest } of waiting().slice(0, -(most - 1))) void deleteNow(oldest);
  put({ threadId, title, live, state: 'waiting' });
  hide(threadId, true);
  const countdown = new Countdown(graceMs, () => void deleteNow(threadId));
  countdowns.set(threadId, countdown);
  if (!held) countdown.run();
  addEventListener('pagehide', sendAll);
}

/** Nothing was sent: the thread is back as it is. */
export function undoDelete(threadId: ThreadId): void {
  forget(threadId);
  hide(threadId, false);
}

/** Sends it without waiting; also again, after it failed. */
export async function deleteNow(threadId: ThreadId): Promise<void> {
  const deletion = store.get().find((each) => each.threadId === threadId);
  if (!deletion || deletion.state === 'sending') return;
  countdowns.get(threadId)?.pause();
  const { problem: _gone, ...kept } = deletion;
  put({ ...kept, state: 'sending' });
  hide(threadId, true);
  try {
    await port().remove(threadId);
    forget(threadId);
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'THREAD_NOT_FOUND') return forget(threadId);
    put({ ...kept, state: 'failed', problem });
    hide(threadId, false);
  }
}

/** The user said that he has read that it failed. */
export function dismissDeletion(threadId: ThreadId): void {
  forget(threadId);
}

/** While the user is at the notes no time runs. */
export function holdDeletions(hold: boolean): void {
  held = hold;
  for (const countdown of countdowns.values()) hold ? countdown.pause() : countdown.run();
}

export function useDeletions(): readonly Deletion[] {
  return useStore(store, (deletions) => deletions);
}

/** How it is deleted, if it is. */
export function useDeletion(threadId: ThreadId): Deletion | undefined {
  return useStore(store, (deletions) => deletions.find((each) => each.threadId === threadId && each.state !== 'failed'));
}

const waiting = () => store.get().filter((each) => each.state === 'waiting');

/** The page is left: there is nobody who could take anything back. */
function sendAll(): void {
  for (const { threadId } of waiting()) void deleteNow(threadId);
}

function put(deletion: Deletion): void {
  store.update((all) =>
    all.some((each) => each.threadId === deletion.threadId)
      ? all.map((each) => (each.threadId === deletion.threadId ? deletion : each))
      : [...all, deletion],
  );
}

function forget(threadId: ThreadId): void {
  countdowns.get(threadId)?.pause();
  countdowns.delete(threadId);
  store.update((all) => all.filter((each) => each.threadId !== threadId));
  if (store.get().length === 0) held = false; // what was pointed at is gone without a word of it
}

/** Runs out once it has run for so long in all. */
class Countdown {
  #left: number;
  readonly #done: () => void;
  #since: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, done: () => void) {
    this.#left = ms;
    this.#done = done;
  }

  run(): void {
    if (this.#since !== null) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.#done, this.#left);
  }

  pause(): void {
    if (this.#since === null) return;
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
    this.#since = null;
  }
}
