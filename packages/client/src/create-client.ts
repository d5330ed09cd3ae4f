import type { AppRouter } from '@plumbline/api';
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client';
import { openStream } from '#event-source';
import { Desk } from './predict/desk.ts';
import { LiveHub } from './stream/hub.ts';
import { alwaysOpen, type StreamSlots } from './stream/slots.ts';

/** The typed client: every procedure of the API under its own name. */
export type Client = TRPCClient<AppRouter>;

export interface ClientOptions {
  /** Where the server is, e.g. `http://127.0.0.1:4280`; '' for the page's own. */
  readonly url: string;
  /** PLUMBLINE_TOKEN. Not for browsers: their EventSource sends no headers; they have a session cookie. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Whether a stream may be open now; default: always. Browsers share a few (slots.ts). */
  readonly stream?: StreamSlots;
}

/** JSON as it is; see the same word in packages/api. */
const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };

/** The server's own deadlines for a start and a stop, and some. */
const deadlineMs = 60_000;

export function createClient(options: ClientOptions): Client {
  const endpoint = `${options.url.replace(/\/$/, '')}/api/trpc`;
  const headers: Record<string, string> = { 'x-plumbline': '1' };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  const plainFetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const { EventSource, options: eventSourceOptions } = openStream(headers, plainFetch);
  const calls = { url: endpoint, headers, fetch: withDeadline(plainFetch), transformer: plainJson };
  const single = httpLink<AppRouter>(calls);
  const client = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink<AppRouter, typeof EventSource>({
          url: endpoint,
          EventSource,
          eventSourceOptions,
          transformer: plainJson,
        }),
        // A batch answers with its slowest call: a stop, or the thread on the screen, never waits for another one.
        false: splitLink({
          condition: (op) => op.type === 'mutation' || op.context.alone === true,
          true: single,
          false: httpBatchLink<AppRouter>({ ...calls, maxURLLength: 4_000, maxItems: 10 }),
        }),
      }),
    ],
  });
  hubs.set(client, new LiveHub(client, options.stream ?? alwaysOpen));
  desks.set(client, new Desk(client));
  return client;
}

const hubs = new WeakMap<Client, LiveHub>();
const desks = new WeakMap<Client, Desk>();

/** The streams of a client. Throws for one that createClient did not make. */
export function hubOf(client: Client): LiveHub {
  const hub = hubs.get(client);
  if (!hub) throw new Error('This client was not made by createClient.');
  return hub;
}

/** The commands of a client on their way. Throws for one that createClient did not make. */
export function deskOf(client: Client): Desk {
  const desk = desks.get(client);
  if (!desk) throw new Error('This client was not made by createClient.');
  return desk;
}

type CallFetch = NonNullable<Parameters<typeof httpLink<AppRouter>>[0]['fetch']>;

function withDeadline(fetch: typeof globalThis.fetch): CallFetch {
  return (url, init) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    return fetch(url, { ...(init as RequestInit), signal });
  };
}
