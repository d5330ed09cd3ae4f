import { useEffect, useState } from 'react';
import { type Action, useAction } from './useAction.ts';

/** What is asked of the server once, when it is first shown, and again when `load.run` says so. The last answer stays meanwhile. */
export function useLoaded<T>(call: () => Promise<T>): { readonly value: T | undefined; readonly load: Action<[]> } {
  const [value, setValue] = useState<T>();
  const load = useAction(async () => setValue(await call()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => void load.run(), []);
  return { value, load };
}
