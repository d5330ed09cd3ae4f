import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { afterEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../../test/harness.ts';
import { verifyProgram } from '../../test/migrations.ts';
import { createVerify } from './verify.ts';

let bench: Bench;
afterEach(() => bench.close());

it('given a server at work, then the check is clean; given rows that were changed, then it says which, in bounded lines', async () => {
  bench = await openBench();
  for (let number = 0; number < 60; number += 1) await bench.newThread();
  const both = await Promise.all([bench.runtime.verify(), bench.runtime.verify()]);
  expect(both[0]).toEqual({ outcome: 'clean', threads: 60, removed: 0, events: 60, tookMs: expect.any(Number) });
  expect(both[1], 'who asks meanwhile gets the same answer').toBe(both[0]);

  const other = createClient({ url: pathToFileURL(join(bench.dataDir, 'plumbline.db')).href });
  await other.execute('UPDATE threads SET last_activity_at = 5');
  other.close();
  const faulty = await bench.runtime.verify();
  if (faulty.outcome !== 'faulty') throw new Error(`it was ${faulty.outcome}`);
  expect(faulty).toMatchObject({ threads: 60, findings: 60 });
  expect(faulty.lines).toHaveLength(50);
  expect(faulty.lines[0]).toMatch(/^thread thr_.*: I8: threads thr_.* differs from the log in lastActivityAt$/);
});

it('given a check that takes too long, then it is ended and says so; given one that cannot read, then STORAGE_UNAVAILABLE', async () => {
  bench = await openBench();
  const { dataDir } = bench;
  const databaseUrl = pathToFileURL(join(dataDir, 'plumbline.db')).href;
  const options = { program: verifyProgram, dataDir, databaseUrl, shutdown: bench.runtime.shutdown };
  expect(await createVerify({ ...options, deadline: 20 })()).toEqual({ outcome: 'late', tookMs: expect.any(Number) });
  const nowhere = createVerify({ ...options, databaseUrl: pathToFileURL(join(dataDir, 'none.db')).href });
  await expect(nowhere()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', message: expect.stringContaining('There is no database') });
});
