import { expect, it } from 'vitest';
import { figure } from './measure.ts';
import { row } from './row.ts';
import { line, linesOf, table } from './table.ts';

it('given figures with targets, then each row says whether it is met', () => {
  const good = row({ part: 'appends', what: 'single', unit: '×', atLeast: 0.7 }, figure([0.8, 0.9, 1]));
  const bad = row({ part: 'latency', what: 'end', unit: 'ms', atMost: 30 }, figure([31]));
  expect(line(good, '2026-01-02')).toBe('| appends | single | 0.90 × | 0.85 × to 0.95 ×, 3 rounds | ≥ 0.7 × | yes | 2026-01-02 |');
  expect(line(bad, '2026-01-02')).toBe('| latency | end | 31.0 ms |  | ≤ 30 ms | **no** | 2026-01-02 |');
});

it('given a table that was written, then its rows are found again by their part', () => {
  const lines = [
    row({ part: 'appends', what: 'single', unit: '×' }, figure([1])),
    row({ part: 'memory', what: 'empty', unit: 'MB' }, figure([100])),
  ].map((made) => line(made, '2026-01-02'));
  expect(linesOf(`Some words.\n\n${table(lines)}\n`)).toEqual([
    { part: 'appends', line: lines[0] },
    { part: 'memory', line: lines[1] },
  ]);
});
