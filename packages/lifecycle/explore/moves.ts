import type { Feeder } from './feed.ts';
import { agentMoves, taskMoves } from './moves/agent.ts';
import { observerMoves } from './moves/observer.ts';
import { outboxMoves } from './moves/outbox.ts';
import { rewindMoves } from './moves/rewind.ts';
import { userMoves } from './moves/user.ts';
import { wireMoves } from './moves/wire.ts';
import type { System } from './system.ts';

/** What may happen next; null: not now. */
export type Move = (system: System, feeder: Feeder) => System | null;

/** Moves that are there in every state, by name. */
export const steadyMoves: ReadonlyMap<string, Move> = new Map([
  ...userMoves,
  ...outboxMoves,
  ...wireMoves,
  ...observerMoves,
  ...taskMoves,
  ...rewindMoves,
]);

/** By name: whose move it is, and what. */
export function* moves(system: System): Iterable<readonly [string, Move]> {
  yield* steadyMoves;
  yield* agentMoves(system);
}
