import type { TurnRange } from '@plumbline/lifecycle';
import type { TurnRows } from './port.ts';

/** What stands along the line: a turn of the conversation, or turns in a row that were taken out of it. */
export type Stretch =
  | { readonly kind: 'turn'; readonly view: TurnRows }
  | {
      readonly kind: 'rewound';
      /** Oldest first, at least one. */
      readonly turns: readonly TurnRows[];
      /** `can-be`: until the next message. */
      readonly undone: 'can-be' | 'never';
    };

/**
 * Which of the turns are part of the conversation (rule 42). `standing`: those that are rewound now; of earlier ones the row of a later turn
 * says so, which is always at hand before them.
 */
export function stretchesOf(turns: readonly TurnRows[], standing: TurnRange | undefined): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const ranges: TurnRange[] = standing ? [standing] : [];
  for (const view of turns.toReversed()) {
    const { number, rewound } = view.turn;
    const range = ranges.find(({ from, to }) => from <= number && number <= to);
    if (rewound) ranges.push(rewound);
    if (!range) {
      stretches.unshift({ kind: 'turn', view });
      continue;
    }
    const undone = range === standing ? 'can-be' : 'never';
    const next = stretches[0];
    if (next?.kind === 'rewound' && next.undone === undone && number < range.to) {
      stretches[0] = { ...next, turns: [view, ...next.turns] };
    } else {
      stretches.unshift({ kind: 'rewound', turns: [view], undone });
    }
  }
  return stretches;
}
