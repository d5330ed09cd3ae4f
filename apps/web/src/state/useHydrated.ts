import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False in what the server renders and until the page listens to the user. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
