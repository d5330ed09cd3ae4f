import type { TurnRows } from '../../state/port.ts';

/** So many items fill the screen and what is near it. */
const atOnce = 40;

/** The number of the turn from which on at least 40 more items than before are shown; `before`: the oldest that is shown. */
export function firstShown(turns: readonly TurnRows[], before: number): number | undefined {
  let items = 0;
  let first: number | undefined;
  for (let at = turns.length - 1; at >= 0 && items < atOnce; at -= 1) {
    const view = turns[at];
    if (!view || view.turn.number >= before) continue;
    first = view.turn.number;
    for (const _ of view.items) items += 1;
  }
  return first;
}
