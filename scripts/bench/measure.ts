/**
 * How the bench measures: what it compares runs in turns in one run (A B A B …), because the times of a machine that others
 * use too say nothing; their ratio in neighbouring rounds does. Each round gives one ratio, the figure is their median.
 */

/** A figure of one or more rounds. */
export interface Figure {
  readonly median: number;
  /** Quartiles: half of all rounds lie between them. */
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

export function figure(values: readonly number[]): Figure {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75), rounds: sorted.length };
}

/** Runs `a` and `b` in turns and returns the ratios a/b. The first `warmUps` rounds are not counted. */
export async function interleaved(
  { rounds, warmUps = 1 }: { readonly rounds: number; readonly warmUps?: number },
  a: (round: number) => number | Promise<number>,
  b: (round: number) => number | Promise<number>,
): Promise<Figure> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds + warmUps; round++) {
    const ratio = (await a(round)) / (await b(round));
    if (round >= warmUps) ratios.push(ratio);
  }
  return figure(ratios);
}

/** Milliseconds that the same work took on both sides. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

/**
 * The ratio of the summed times of many short pairs that ran in turns. Of a hundred pairs the five are left out in which most
 * time went by: another program had the processor then.
 */
export function ratioOf(pairs: readonly Pair[]): number {
  const calm = pairs.toSorted((one, other) => one.a + one.b - (other.a + other.b)).slice(0, Math.ceil(pairs.length * 0.95));
  return calm.reduce((sum, { a }) => sum + a, 0) / calm.reduce((sum, { b }) => sum + b, 0);
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The same for work that is done at once. */
export function spent(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** The time on the clock that processes of one machine share, in milliseconds since 1970, with fractions. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}

/** Between the two nearest ranks, so that an even number of rounds has a middle too. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('There is nothing to take the median of.');
  return below + (above - below) * (place - Math.floor(place));
}
