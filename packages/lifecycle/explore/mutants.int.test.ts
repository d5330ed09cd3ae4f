import { describe, expect, test } from 'vitest';
import { hunt } from './hunt.ts';
import { guardMutants, rowMutants } from './mutants.ts';

/** Rows that no fact can reach: facts that name a turn or a message which is not live go to `ingest/late.ts`, or stop at a guard. */
const unreachable =
  /^no turn: (turn-|files-changed|error-reported:ends|idle:named|stop-|prompt-|start-cancelled|step-|item-|request-opened)|^running: (start-cancelled|bound|bind-failed) /;

describe('each guard that is taken out is caught', () => {
  test.each(guardMutants.map((mutant) => [mutant.name, mutant] as const))('%s', { timeout: 120_000 }, (_name, mutant) => {
    expect(hunt(mutant)).not.toBeNull();
  });
});

describe('each row of the settlement tables that is changed is caught', () => {
  const rows = rowMutants.filter(({ name }) => !unreachable.test(name));
  test.each(rows.map((mutant) => [mutant.name, mutant] as const))('%s', { timeout: 120_000 }, (_name, mutant) => {
    expect(hunt(mutant)).not.toBeNull();
  });
});
