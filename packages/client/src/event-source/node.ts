import { EventSource } from 'eventsource';
import type { OpenStream } from './types.ts';

/** Node has no EventSource. This one takes our headers, and never reaches a browser's bundle (`imports` in package.json). */
export const openStream: OpenStream = (headers, fetch) => ({
  EventSource: EventSource as unknown as typeof globalThis.EventSource,
  options: {
    fetch: (url: string | URL, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
  } as EventSourceInit,
});
