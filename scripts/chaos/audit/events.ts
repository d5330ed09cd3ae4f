import type { ThreadEvent } from '@plumbline/lifecycle';
import type { World } from './world.ts';

/** A thread's events of one type. */
export function eventsOf<Type extends ThreadEvent['type']>(
  log: World['log'],
  type: Type,
): readonly { readonly threadId: string; readonly event: Extract<ThreadEvent, { type: Type }> }[] {
  return log.flatMap(({ threadId, event }) =>
    event?.type === type ? [{ threadId, event: event as Extract<ThreadEvent, { type: Type }> }] : [],
  );
}
