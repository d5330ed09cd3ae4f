import type { Project } from './port.ts';
import { createStore, useStore } from './store.ts';

/** What is asked about projects. One dialog for the page: it is opened from the sidebar, a banner or a button of a problem. */
export type ProjectDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'rename'; readonly project: Project }
  | { readonly kind: 'change-path'; readonly project: Project }
  | { readonly kind: 'remove'; readonly project: Project };

const store = createStore<ProjectDialog | null>(null);

export function askAboutProject(dialog: ProjectDialog): void {
  store.set(dialog);
}

export function closeProjectDialog(): void {
  store.set(null);
}

export function useProjectDialog(): ProjectDialog | null {
  return useStore(store, (dialog) => dialog);
}
