import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { verify } from '../../../e2e/harness/verify.ts';
import { fillDatabase } from './fill.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('given a filled database, then it is one that Plumbline could have made: its projections equal its log', async () => {
  await fillDatabase(folder, 2_000);
  const { code, output } = await verify(folder);
  expect(output).toMatch(/200 threads, \d{4,5} events, 0 findings/);
  expect(code).toBe(0);
});
