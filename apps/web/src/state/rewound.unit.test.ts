import type { TurnRange } from '@plumbline/lifecycle';
import { describe, expect, it } from 'vitest';
import type { TurnRows } from './port.ts';
import { stretchesOf } from './rewound.ts';

const turn = (number: number, rewound?: TurnRange) =>
  ({ turn: { number, ...(rewound && { rewound }) }, items: [], requests: [] }) as never as TurnRows;
const shown = (turns: readonly TurnRows[], standing?: TurnRange) =>
  stretchesOf(turns, standing).map((stretch) =>
    stretch.kind === 'turn' ? stretch.view.turn.number : [stretch.undone, ...stretch.turns.map((view) => view.turn.number)],
  );

describe('the turns along the line', () => {
  it('given no rewind, then each stands for itself', () => {
    expect(shown([turn(1), turn(2)])).toEqual([1, 2]);
  });

  it('given a rewind that stands, then its turns are one stretch, and one that was refused after it is not in it', () => {
    expect(shown([turn(1), turn(2), turn(3), turn(4)], { from: 2, to: 3 })).toEqual([1, ['can-be', 2, 3], 4]);
  });

  it('given rewinds that are over, one within the other, then the last one says what left', () => {
    const turns = [turn(1), turn(2), turn(3, { from: 2, to: 2 }), turn(4), turn(5, { from: 3, to: 4 }), turn(6)];
    expect(shown(turns)).toEqual([1, ['never', 2], ['never', 3, 4], 5, 6]);
    expect(shown(turns, { from: 2, to: 6 })).toEqual([1, ['can-be', 2, 3, 4, 5, 6]]);
  });

  it('given a page that begins among what left, then the part that is at hand is shown so', () => {
    expect(shown([turn(3), turn(4, { from: 2, to: 3 })])).toEqual([['never', 3], 4]);
  });
});
