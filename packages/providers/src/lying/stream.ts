import { request as httpRequest } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Endpoint } from './http.ts';

export interface StreamHost {
  /** One line, parsed. Only between `opened` resolving and `lost`. */
  event(line: unknown): void;
  /** The stream is open; what was missed is read and told meanwhile, and lines wait (rule 16). */
  opened(hello: unknown): Promise<void>;
  /** All that waited has been told. */
  restored(): void;
  lost(reason: string): void;
}

/** Waits before the next try, in ms. */
const backOff = [0, 50, 100, 250, 500, 1_000];
/** Lines that may wait for the catch-up, and the longest line in UTF-16 units. */
const waitingLimit = 100_000;
const lineLimit = 8 * 1024 * 1024;
/** The child's heartbeat comes every 5 s. */
const silenceLimit = 16_000;

/** The event stream of one life of the child, connected again whenever it ends. */
export class Stream {
  readonly #endpoint: Endpoint;
  readonly #host: StreamHost;
  #disconnect: () => void = () => undefined;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  /** The connection that counts; lines of an older one are not heard. */
  #connection = 0;
  #waiting: unknown[] | null = null;
  #live = false;
  #ended = false;
  readonly #wakers = new Set<() => void>();

  constructor(endpoint: Endpoint, host: StreamHost) {
    this.#endpoint = endpoint;
    this.#host = host;
    this.#connect();
  }

  /** Resolves to whether the stream is live: when it is, or has been ended, or `signal` aborts. */
  async ready(signal: AbortSignal): Promise<boolean> {
    if (this.#live || this.#ended || signal.aborted) return this.#live;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#wakers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wakers.add(done);
      signal.addEventListener('abort', done);
    });
    return this.#live;
  }

  end(): void {
    this.#ended = true;
    this.#live = false;
    this.#connection += 1;
    clearTimeout(this.#retry);
    this.#disconnect();
    this.#wake();
  }

  #connect(): void {
    this.#connection += 1;
    const connection = this.#connection;
    this.#disconnect = readLines(this.#endpoint, {
      line: (line, isFirst) => {
        if (connection !== this.#connection) return;
        if (isFirst) void this.#opened(connection, line);
        else this.#line(line);
      },
      closed: (reason) => {
        if (connection === this.#connection) this.#lost(reason);
      },
    });
  }

  async #opened(connection: number, hello: unknown): Promise<void> {
    this.#waiting = [];
    const caughtUp = await this.#host.opened(hello).then(
      () => true,
      () => false,
    );
    if (connection !== this.#connection) return;
    if (!caughtUp) return this.#lost('catching up failed');
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#live = true;
    this.#attempt = 0;
    for (const line of waiting) this.#host.event(line);
    this.#host.restored();
    this.#wake();
  }

  #line(line: unknown): void {
    if (this.#live) this.#host.event(line);
    else if (this.#waiting && this.#waiting.length < waitingLimit) this.#waiting.push(line);
    else if (this.#waiting) this.#lost('too many events while catching up');
  }

  #lost(reason: string): void {
    const wasLive = this.#live;
    this.#live = false;
    this.#waiting = null;
    this.#connection += 1;
    this.#disconnect();
    if (this.#ended) return;
    if (wasLive) this.#host.lost(reason);
    const wait = backOff[Math.min(this.#attempt, backOff.length - 1)] ?? 0;
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }
}

interface LineEvents {
  line(line: unknown, isFirst: boolean): void;
  /** Told once. */
  closed(reason: string): void;
}

/** Calling the result ends the connection without a word. */
function readLines(endpoint: Endpoint, events: LineEvents): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isFirst = true;
  let over = false;
  const close = (reason: string) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    request.destroy();
    events.closed(reason);
  };
  const headers = { authorization: `Bearer ${endpoint.token}` };
  const request = httpRequest({ host: '127.0.0.1', port: endpoint.port, path: '/events', agent: false, headers });
  const timer = setTimeout(() => close('silent'), silenceLimit);
  request.on('error', (error) => close(error.message));
  request.on('response', (response) => {
    if (response.statusCode !== 200) return close(`status ${response.statusCode}`);
    response.on('error', (error) => close(error.message));
    response.on('close', () => close('ended'));
    response.on('data', (chunk: Buffer) => {
      timer.refresh();
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineLimit) return close('a line is too long');
      for (const line of lines) {
        if (over || line === '') continue;
        const parsed = parse(line);
        if (parsed === undefined) return close('a line is not JSON');
        events.line(parsed, isFirst);
        isFirst = false;
      }
    });
  });
  request.end();
  return () => {
    over = true;
    clearTimeout(timer);
    request.destroy();
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
