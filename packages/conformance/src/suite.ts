import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matrix } from './matrix.ts';
import { titleOf } from './scenario.ts';
import { broken } from './stage/claims.ts';
import { Stage } from './stage/stage.ts';
import { lacking, type Subject } from './subject.ts';

const scenarioTimeout = 120_000;

/** Declares the whole matrix as tests of this provider. Scenarios that it is not capable of are skipped. */
export function conform(subject: Subject): void {
  describe(subject.name, { timeout: scenarioTimeout }, () => {
    let stage: Stage | null = null;
    beforeAll(async () => {
      stage = await Stage.open(subject);
    }, scenarioTimeout);
    afterAll(async () => {
      expect(await stage?.end()).toEqual([]);
    }, scenarioTimeout);

    for (const scenario of matrix) {
      it.skipIf(lacking(subject, scenario.needs ?? []) !== null)(titleOf(scenario), async () => {
        stage ??= await Stage.open(subject);
        const thread = await stage.newThread();
        try {
          await scenario.run(thread, stage);
          expect(await broken(thread)).toEqual([]);
          await thread.do({ type: 'thread.archive' });
        } catch (error) {
          // The next scenario gets a stage on which nothing went wrong yet.
          await stage.abandon();
          stage = null;
          throw error;
        }
      });
    }
  });
}
