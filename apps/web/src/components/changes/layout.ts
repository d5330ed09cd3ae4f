import { useSyncExternalStore } from 'react';

export type DiffLayout = 'unified' | 'split';

const key = 'plumbline.diff-layout';

export function storedLayout(): DiffLayout {
  try {
    return localStorage.getItem(key) === 'split' ? 'split' : 'unified';
  } catch {
    return 'unified';
  }
}

/** Where nothing can be stored, the choice lasts as long as what is open. */
export function rememberLayout(layout: DiffLayout): void {
  try {
    localStorage.setItem(key, layout);
  } catch {
    // A browser without storage: nothing to keep it in.
  }
}

const narrow = () => matchMedia('(max-width: 760px)');

function subscribe(changed: () => void): () => void {
  const list = narrow();
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
}

/** One column where there is no room for two, whatever was chosen. */
export function useFittingLayout(chosen: DiffLayout): DiffLayout {
  return useSyncExternalStore(subscribe, () => narrow().matches) ? 'unified' : chosen;
}
