import type { SessionStatus } from '@plumbline/lifecycle';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Half of a state's width and height, as drawn. */
export const half = { x: 37, y: 13 };

/** Where each state stands. */
export const places: Readonly<Record<SessionStatus, Place>> = {
  starting: { x: 164, y: 18 },
  running: { x: 284, y: 66 },
  ready: { x: 236, y: 128 },
  error: { x: 92, y: 128 },
  stopped: { x: 44, y: 66 },
};

/** Where a session may go from each state: those of docs/lifecycle.md, which is made from the rules (a test compares them). */
export const ways: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  stopped: ['starting'],
  starting: ['running', 'ready', 'stopped', 'error'],
  ready: ['starting', 'stopped', 'error'],
  running: ['ready', 'stopped', 'error'],
  error: ['starting', 'stopped'],
};

/** From the edge of one state to the edge of the other. */
export function lineBetween(from: SessionStatus, to: SessionStatus): readonly [Place, Place] {
  const [a, b] = [places[from], places[to]];
  return [edgeOf(a, b, 2), edgeOf(b, a, 4)];
}

/** The point of the frame around `a` on the way to `b`, and a little further. */
function edgeOf(a: Place, b: Place, gap: number): Place {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  const reach = Math.min(half.x / Math.abs(dx || 1e-9), half.y / Math.abs(dy || 1e-9)) + gap / length;
  return { x: a.x + dx * reach, y: a.y + dy * reach };
}
