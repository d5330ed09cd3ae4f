import { useState } from 'react';
import type { TurnRows } from '../../state/port.ts';
import { firstShown } from './firstShown.ts';

export interface ShownTurns {
  readonly turns: readonly TurnRows[];
  /** Older ones are at hand and not shown. */
  readonly hidden: boolean;
  /** Shows some of them. */
  reveal(): void;
}

/** The newest turns at hand, and older ones as the reader comes to them: a thread opens as fast as its end is drawn. */
export function useShownTurns(turns: readonly TurnRows[]): ShownTurns {
  const [from, setFrom] = useState<number>();
  // Held from the first turns on: what grows at the end must not hide what stands above it.
  const shown = from ?? firstShown(turns, Number.POSITIVE_INFINITY);
  if (from === undefined && shown !== undefined) setFrom(shown);
  const start = shown === undefined ? 0 : turns.findIndex(({ turn }) => turn.number >= shown);
  return {
    turns: start > 0 ? turns.slice(start) : turns,
    hidden: start > 0,
    reveal: () => setFrom((held) => firstShown(turns, held ?? Number.POSITIVE_INFINITY) ?? held),
  };
}
