/** For packages that try the runtime out in processes of its own. Imports no test runner. */
export { createRuntimeWith } from '../src/boot/create-runtime.ts';
export { type MakeProviders, makeProviders, type ProviderParts } from '../src/boot/providers.ts';
export { migrations } from './migrations.ts';
export { type Ask, answerParent, type Calls } from './parent.ts';
export { lyingProgram, practiceProgram, ServerProcess, type ServerSpec } from './server-process.ts';
