export { createLying, lyingModelId } from './adapter.ts';
export { LyingControl } from './control.ts';
export { promptOf, ScriptError, scriptIn, scriptMark } from './script/parse.ts';
export { scriptOfSeed } from './script/seed.ts';
export type { Script, ScriptStep } from './script/shape.ts';
export type { LyingOptions } from './server.ts';
export type { SessionTruth, Truth } from './wire.ts';
