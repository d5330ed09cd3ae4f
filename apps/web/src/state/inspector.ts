import { createStore, useStore } from './store.ts';

/** `kept`: it was open when the page was left, and nobody has asked for it since. */
type Inspector = 'closed' | 'kept' | 'asked';

/** Whether the inspector stands beside the thread: a choice of this browser, not of the thread. */
const key = 'plumbline-inspector';
const store = createStore<Inspector>('closed');

export function useInspectorOpen(): boolean {
  return useStore(store, (state) => state !== 'closed');
}

/** It was opened just now, by a key or a button: the focus goes to it. */
export function isInspectorAsked(): boolean {
  return store.get() === 'asked';
}

/** As it was left. Beside the thread only: where it would lie upon it, it opens when it is asked for. */
export function initInspector(): void {
  const isBeside = window.matchMedia('(min-width: 1180px)').matches;
  if (store.get() === 'closed' && isBeside && localStorage.getItem(key) === 'open') store.set('kept');
}

export function closeInspector(): void {
  keep('closed');
}

export function toggleInspector(): void {
  keep(store.get() === 'closed' ? 'asked' : 'closed');
}

function keep(state: Inspector): void {
  store.set(state);
  try {
    localStorage.setItem(key, state === 'closed' ? 'closed' : 'open');
  } catch {
    // Storage is full or forbidden: the choice lasts as long as the page.
  }
}
