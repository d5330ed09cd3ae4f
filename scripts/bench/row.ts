import type { Figure } from './measure.ts';

/** One line of the table. */
export interface Row {
  readonly part: string;
  /** What the figure means, in a few words; the prose around the table says the rest. */
  readonly what: string;
  readonly figure: string;
  /** Where half of the rounds lie, and how many there were; empty for a count. */
  readonly spread: string;
  readonly target?: string;
  readonly met?: boolean;
}

interface Described {
  readonly part: string;
  readonly what: string;
  /** Empty: a number of its own, to thousandths. */
  readonly unit: '×' | 'ms' | 'MB' | '';
  readonly atLeast?: number;
  readonly atMost?: number;
}

const digits = { '×': 2, ms: 1, MB: 0, '': 3 } as const;
const round = (target: number) => Number(target.toFixed(2));

/** A line from a figure; `atLeast` and `atMost` are its target. */
export function row({ part, what, unit, atLeast, atMost }: Described, measured: Figure): Row {
  const say = (value: number) => `${value.toFixed(digits[unit])} ${unit}`.trimEnd();
  const spread = measured.rounds > 1 ? `${say(measured.low)} to ${say(measured.high)}, ${measured.rounds} rounds` : '';
  const line = { part, what, figure: say(measured.median), spread };
  if (atLeast !== undefined) return { ...line, target: `≥ ${round(atLeast)} ${unit}`.trimEnd(), met: measured.median >= atLeast };
  if (atMost !== undefined) return { ...line, target: `≤ ${round(atMost)} ${unit}`.trimEnd(), met: measured.median <= atMost };
  return line;
}
