import type { Signal } from '../../src/index.ts';
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

/** What the agent's history holds as well: that a prompt was taken, that a step began, and the ends that are no success. */
function heldInHistory(signal: Signal): readonly Signal[] {
  switch (signal.kind) {
    case 'prompt-accepted':
    case 'step-started':
    case 'turn-aborted':
    case 'turn-failed':
      return [signal];
    case 'error-reported': {
      const { turnId, failure, epoch } = signal;
      return signal.ends && turnId !== undefined ? [{ kind: 'turn-failed', turnId, failure, epoch }] : [];
    }
    default:
      return [];
  }
}

const kept = (signal: Signal): boolean => besides.has(signal.kind);

/** Rule 16: what the history holds is told, in its order, before anything live. */
const cut: Move = (system) => {
  const wire = system.wire.flatMap((signal) => (kept(signal) ? [signal] : heldInHistory(signal)));
  const paid = system.wire.every(kept) ? null : spend(system, 'gaps');
  return paid && { ...paid, wire };
};

/** The agent does not answer for the place where the session is: the stream goes on without what was on it. */
const lose: Move = (system) => {
  const wire = system.wire.filter(kept);
  const paid = wire.length < system.wire.length ? spend(system, 'blinds') : null;
  return paid && { ...paid, wire };
};

/** The stream from the agent: in order, as late as it likes, some of it twice, or cut off. */
export const wireMoves: readonly (readonly [string, Move])[] = [
  ['a signal arrives', deliver],
  ['a signal arrives, and will again', double],
  ['the stream is cut, and read back', cut],
  ['the stream is cut, and cannot be read back', lose],
];
