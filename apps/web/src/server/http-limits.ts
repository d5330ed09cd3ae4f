import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';

/** Ms until the head of a request, and all of it, must have come. Next gives no access to its server otherwise. */
const headersTimeout = 10_000;
const requestTimeout = 60_000;

/** Sets the limits on the server with its first request. */
export function limitRequests(): void {
  subscribe('http.server.request.start', (message) => {
    const { server } = message as { readonly server: Server };
    server.headersTimeout = headersTimeout;
    server.requestTimeout = requestTimeout;
  });
}
