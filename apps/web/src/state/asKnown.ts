import type { Description } from '@plumbline/lifecycle';
import { useMemo } from 'react';
import { useDirectory } from './directory.ts';

/**
 * A state as far as this page can know it. While the server is away nothing may be claimed to go on: what was living is told as
 * the last that was known, and no age counts.
 */
export function asKnown(description: Description, stale: boolean): Description {
  if (!stale || description.since === undefined) return description;
  const { since: _, ...rest } = description;
  return { ...rest, label: `Last known: ${description.label.charAt(0).toLowerCase()}${description.label.slice(1)}` };
}

/** `asKnown` with the page's own connection. */
export function useAsKnown<D extends Description | undefined>(description: D): D | Description {
  const stale = useDirectory((directory) => directory.connection.state === 'stale');
  return useMemo(() => (description ? asKnown(description, stale) : description), [description, stale]);
}
