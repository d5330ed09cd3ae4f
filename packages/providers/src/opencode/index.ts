export { createOpenCode, type OpenCodeOptions } from './adapter.ts';
export { type Binary, findBinary, isTested } from './binary.ts';
export { type PracticeAccess, practiceModelId } from './config.ts';
