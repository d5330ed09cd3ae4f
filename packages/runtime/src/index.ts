export { createRuntime } from './boot/create-runtime.ts';
export * from './contract.ts';
