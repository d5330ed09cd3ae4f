import type { Move } from '../moves.ts';
import { spend } from './spend.ts';

const deliver: Move = (system, feeder) => {
  const [head, ...rest] = system.wire;
  return head ? feeder.signal({ ...system, wire: rest }, head) : null;
};

const double: Move = (system, feeder) => {
  const [head, ...rest] = system.wire;
  // The fresh id of new work is made by the runtime when it arrives: there is no second one.
  const paid = head && head.kind !== 'foreign-work' ? spend(system, 'doubles') : null;
  return paid && head ? feeder.signal({ ...paid, wire: [...rest, head] }, head) : null;
};

/** The end of the process and tasks are seen by the supervisor, not on the stream. */
const besides: ReadonlySet<string> = new Set(['exited', 'task-started', 'task-ended']);

const cut: Move = (system) => {
  const kept = system.wire.filter((signal) => besides.has(signal.kind));
  const paid = kept.length < system.wire.length ? spend(system, 'gaps') : null;
  return paid && { ...paid, wire: kept };
};

/** The stream from the agent: in order, as late as it likes, some of it twice, or cut off. */
export const wireMoves: readonly (readonly [string, Move])[] = [
  ['a signal arrives', deliver],
  ['a signal arrives, and will again', double],
  ['the stream is cut', cut],
];
