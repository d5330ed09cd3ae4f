import type { GateState } from './gates.ts';
import type { RequestFilter, SeenRequest } from './requests.ts';

/** Why a call on a practice model failed. */
export class PracticeControlError extends Error {
  override readonly name = 'PracticeControlError';
  /** TIMEOUT: what was waited for did not happen; UNREACHABLE: no answer; REFUSED: an answer that is not 200. */
  readonly code: 'TIMEOUT' | 'UNREACHABLE' | 'REFUSED';
  constructor(code: PracticeControlError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How long to wait, in milliseconds (default 10,000). */
export interface Deadline {
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 10_000;
const pollMs = 30_000;
/** Time for the answer itself, on top of what the server is asked to wait. */
const graceMs = 5_000;

/** Steers a running practice model from a test: waits for gates, releases them, and reads what reached the model. */
export class PracticeControl {
  private readonly url: string;
  private readonly key: string;

  /** @param options `url` is the server's base (`http://127.0.0.1:PORT`), `key` its PRACTICE_KEY. */
  constructor(options: { url: string; key: string }) {
    this.url = options.url;
    this.key = options.key;
  }

  /** Resolves when an answer waits at the gate. @throws PracticeControlError TIMEOUT */
  async waitForGate(gate: string, deadline: Deadline = {}): Promise<GateState> {
    return this.poll(
      `/control/gates/${encodeURIComponent(gate)}?`,
      (state: GateState) => state.waiting > 0,
      deadline,
      (state) => `nobody came to the gate "${gate}"${state?.released ? ' (it is released)' : ''}`,
    );
  }

  /** Opens a gate for good and returns how many answers stood there. */
  async release(gate: string): Promise<number> {
    const body = await this.call<{ released: number }>('POST', `/control/gates/${encodeURIComponent(gate)}/release`, defaultTimeoutMs);
    return body.released;
  }

  /** The requests seen so far, oldest first; at most the newest 1,000 of all. */
  async requests(filter: RequestFilter = {}): Promise<readonly SeenRequest[]> {
    const body = await this.call<{ requests: readonly SeenRequest[] }>('GET', `/control/requests?${query(filter)}`, defaultTimeoutMs);
    return body.requests;
  }

  /** Resolves when at least `count` requests match. @throws PracticeControlError TIMEOUT */
  async waitForRequests(filter: RequestFilter, count: number, deadline: Deadline = {}): Promise<readonly SeenRequest[]> {
    const body = await this.poll(
      `/control/requests?${query(filter)}count=${count}&`,
      (answer: { requests: readonly SeenRequest[] }) => answer.requests.length >= count,
      deadline,
      (answer) => `${answer?.requests.length ?? 0} of ${count} requests came for ${JSON.stringify(filter)}`,
    );
    return body.requests;
  }

  private async poll<T>(
    path: string,
    enough: (answer: T) => boolean,
    deadline: Deadline,
    missing: (last: T | undefined) => string,
  ): Promise<T> {
    const end = Date.now() + (deadline.timeoutMs ?? defaultTimeoutMs);
    let last: T | undefined;
    for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
      const waiting = Math.min(left, pollMs);
      last = await this.call<T>('GET', `${path}waiting=${waiting}`, waiting + graceMs);
      if (enough(last)) return last;
    }
    throw new PracticeControlError('TIMEOUT', missing(last));
  }

  private async call<T>(method: string, path: string, timeoutMs: number): Promise<T> {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${this.key}` },
        signal: AbortSignal.timeout(timeoutMs),
      });
      body = await response.json();
    } catch (cause) {
      throw new PracticeControlError('UNREACHABLE', `no answer from ${this.url}${path}`, { cause });
    }
    if (response.status !== 200) throw new PracticeControlError('REFUSED', `${response.status} ${JSON.stringify(body)}`);
    return body as T;
  }
}

function query(filter: RequestFilter): string {
  return Object.entries(filter)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}&`)
    .join('');
}
