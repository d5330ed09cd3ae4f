/** For tests of this package and of clients. */
export { RuntimeFault } from '@plumbline/runtime';
export { MemoryRuntime } from './memory-runtime.ts';
export { TestServer, testToken } from './serve.ts';
