/** Auditing a database beside the server that writes it, for tools and tests. */
export { openExisting } from '../cli/options.ts';
export { type Verified, verify } from './verify.ts';
export { verifyThread } from './verify-thread.ts';
