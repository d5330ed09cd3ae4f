import type { ThreadEvent, ThreadEventType } from '../events.ts';

/** The event of a type. */
export type Of<Type extends ThreadEventType> = Extract<ThreadEvent, { readonly type: Type }>;
