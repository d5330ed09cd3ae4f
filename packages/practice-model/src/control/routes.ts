import { namePattern } from '../script/shape.ts';
import type { Gates } from './gates.ts';
import type { RequestFilter, SeenRequest, SeenRequests } from './requests.ts';

/** An answer of the control interface; the body is sent as JSON. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The longest that one long poll is held. Clients ask again. */
export const maxWaitMs = 60_000;

const gatePath = /^\/control\/gates\/([^/]+)(\/release)?$/;

/** Answers `/control/*`: releasing gates, waiting for someone at a gate, and reading what reached the model. */
export async function answerControl(
  method: string,
  url: URL,
  state: { readonly gates: Gates; readonly requests: SeenRequests; readonly signal: AbortSignal },
): Promise<ControlAnswer> {
  const waitMs = readNumber(url, 'waiting', maxWaitMs);
  if (waitMs === undefined) return refuse(400, `waiting must be a whole number of milliseconds up to ${maxWaitMs}`);
  const gate = gatePath.exec(url.pathname);
  if (gate) return answerGate(method, decodeURIComponentSafely(gate[1] ?? ''), gate[2] !== undefined, waitMs, state);
  if (url.pathname === '/control/requests' && method === 'GET') return answerRequests(url, waitMs, state);
  return refuse(404, 'there is no such control');
}

async function answerGate(
  method: string,
  name: string,
  release: boolean,
  waitMs: number,
  state: { readonly gates: Gates; readonly signal: AbortSignal },
): Promise<ControlAnswer> {
  if (!namePattern.test(name)) return refuse(400, 'a gate has a name of 1 to 100 letters, digits or any of _ . : -');
  if (method !== (release ? 'POST' : 'GET')) return refuse(405, 'this method is not known here');
  const body = release ? state.gates.release(name) : await state.gates.watch(name, waitMs, state.signal);
  return body ? { status: 200, body } : refuse(503, 'there are too many gates');
}

async function answerRequests(
  url: URL,
  waitMs: number,
  state: { readonly requests: SeenRequests; readonly signal: AbortSignal },
): Promise<ControlAnswer> {
  const count = readNumber(url, 'count', 1_000);
  if (count === undefined) return refuse(400, 'count must be a whole number up to 1000');
  const outcome = url.searchParams.get('outcome');
  if (outcome !== null && !isOutcome(outcome)) return refuse(400, 'outcome must be open, completed, failed or disconnected');
  const key = url.searchParams.get('key');
  const sessionId = url.searchParams.get('sessionId');
  const filter: RequestFilter = {
    ...(key !== null && { key }),
    ...(sessionId !== null && { sessionId }),
    ...(outcome !== null && { outcome }),
  };
  return { status: 200, body: { requests: await state.requests.watch(filter, count, waitMs, state.signal) } };
}

function isOutcome(value: string): value is SeenRequest['outcome'] {
  return value === 'open' || value === 'completed' || value === 'failed' || value === 'disconnected';
}

/** 0 if it is left out, undefined if it is wrong. */
function readNumber(url: URL, name: string, max: number): number | undefined {
  const value = Number(url.searchParams.get(name) ?? 0);
  return Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
}

function decodeURIComponentSafely(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

function refuse(status: number, message: string): ControlAnswer {
  return { status, body: { error: { message } } };
}
