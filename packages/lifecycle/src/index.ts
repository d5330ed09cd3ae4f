export * from './commands.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './ids.ts';
export * from './shapes.ts';
export * from './signals.ts';
export * from './state.ts';
export * from './timeline.ts';
