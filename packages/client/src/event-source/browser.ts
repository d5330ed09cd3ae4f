import type { OpenStream } from './types.ts';

/** The browser's own EventSource; the session cookie goes with it. It cannot carry headers, so that a token does not reach it. */
export const openStream: OpenStream = () => ({ EventSource: globalThis.EventSource, options: {} });
