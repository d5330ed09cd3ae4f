export * from './log.ts';
export * from './projections.ts';
export * from './settings.ts';

/** Grows when the meaning of stored JSON changes so that an older program must not read it. */
export const formatVersion = 1;
