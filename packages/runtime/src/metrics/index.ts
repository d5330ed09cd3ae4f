export { EffectsUnderWay } from './effects-under-way.ts';
export { type AboutSignal, Ignored } from './ignored.ts';
export { Metrics } from './metrics.ts';
