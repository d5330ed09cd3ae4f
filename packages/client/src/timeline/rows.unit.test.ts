import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rows } from './rows.ts';

type Step = { readonly do: 'set' | 'delete'; readonly key: number; readonly row: number };

const steps = fc.array(
  fc.record({
    do: fc.constantFrom('set' as const, 'set' as const, 'delete' as const),
    key: fc.integer({ min: -50, max: 300 }),
    row: fc.nat(),
  }),
  { maxLength: 600 },
);

test('given any changes, then rows are those of a sorted map, and older versions stay as they were', () => {
  fc.assert(
    fc.property(steps, (all: readonly Step[]) => {
      const model = new Map<number, number>();
      let rows = Rows.empty<number>();
      const middle = Math.floor(all.length / 2);
      let kept = rows;
      let keptAs: readonly number[] = [];
      all.forEach((step, index) => {
        if (step.do === 'set') model.set(step.key, step.row);
        else model.delete(step.key);
        rows = step.do === 'set' ? rows.set(step.key, step.row) : rows.delete(step.key);
        if (index !== middle) return;
        kept = rows;
        keptAs = rows.toArray();
      });
      const sorted = [...model].sort(([a], [b]) => a - b);
      expect([...rows]).toEqual(sorted.map(([, row]) => row));
      expect(rows.size).toBe(model.size);
      for (const key of [-50, 0, 7, 299]) expect(rows.get(key)).toBe(model.get(key));
      expect(kept.toArray()).toEqual(keptAs);
    }),
  );
});

test('given many rows, when one is set, then all others are the same objects', () => {
  let rows = Rows.empty<{ readonly n: number }>();
  for (let n = 0; n < 2_000; n += 1) rows = rows.set(n, { n });
  const next = rows.set(1_999, { n: -1 });
  for (let n = 0; n < 1_999; n += 1) if (next.get(n) !== rows.get(n)) throw new Error(`row ${n} was made anew`);
  expect(rows.get(1_999)).toEqual({ n: 1_999 });
  expect(next.get(1_999)).toEqual({ n: -1 });
});
