export * from './contract.ts';
export { createOpenCode, type OpenCodeOptions, practiceModelId } from './opencode/index.ts';
