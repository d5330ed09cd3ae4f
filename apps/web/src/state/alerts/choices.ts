import { createStore, useStore } from '../store.ts';

/** What this browser is told of, and how. */
export interface Choices {
  readonly done: boolean;
  readonly 'needs-you': boolean;
  readonly failed: boolean;
  /** By the system's notifications, where the browser allows them. */
  readonly show: boolean;
  readonly sound: boolean;
}

export const usualChoices: Choices = { done: true, 'needs-you': true, failed: true, show: false, sound: true };

const key = 'plumbline.alerts';

/** What is missing or not a choice is as usual. */
export function readChoices(text: string | null): Choices {
  try {
    const stored = JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
    const read = Object.entries(usualChoices).map(([name, usual]) => [name, typeof stored[name] === 'boolean' ? stored[name] : usual]);
    return Object.fromEntries(read) as unknown as Choices;
  } catch {
    return usualChoices;
  }
}

const store = createStore(usualChoices);

function load(): void {
  try {
    store.set(readChoices(localStorage.getItem(key)));
  } catch {
    // Forbidden: the usual ones.
  }
}

/** Reads them, and again whenever another tab changes them, until `signal` aborts. */
export function keepChoices(signal: AbortSignal): void {
  load();
  addEventListener('storage', (event) => event.key === key && load(), { signal });
}

export function choices(): Choices {
  return store.get();
}

export function useChoices(): Choices {
  return useStore(store, (each) => each);
}

export function choose(change: Partial<Choices>): void {
  store.update((before) => ({ ...before, ...change }));
  try {
    localStorage.setItem(key, JSON.stringify(store.get()));
  } catch {
    // Full or forbidden: it counts until the page is loaded again.
  }
}
