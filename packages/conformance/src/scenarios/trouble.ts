import type { ErrorCode } from '@plumbline/lifecycle';
import { expect } from 'vitest';
import { fail, say, type Trouble } from '../play.ts';
import type { Played, Scenario } from '../scenario.ts';
import { lastTurn, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';

const group = 'Errors';

/** Wrong for good: the turn ends with a typed reason, and the thread is of use. */
const fatal: readonly (readonly [Trouble, string, ErrorCode])[] = [
  ['signed-out', 'the model’s server says that nobody is signed in', 'PROVIDER_AUTH'],
  ['refused', 'the model’s server refuses the request', 'PROVIDER_TURN_FAILED'],
];

const fatalScenarios = fatal.map(
  ([trouble, what, code]): Played => ({
    group,
    name: `given a turn, when ${what}, then it fails with ${code}, and the next message works`,
    async play(thread) {
      await thread.send([fail(trouble)]);
      const failed = await thread.rest(1);
      expect(lastTurn(failed)).toMatchObject({ state: 'error', cause: 'provider', failure: { code } });
      await nextWorks(thread, 1);
    },
  }),
);

/** Trouble that passes: the agent tries again, and the turn is one turn. */
const passing: readonly (readonly [Trouble, string])[] = [
  ['broken', 'fails once'],
  ['limited', 'limits us once'],
  ['connection-lost', 'breaks the connection once'],
];

const passingScenarios = passing.map(
  ([trouble, what]): Played => ({
    group,
    name: `given a turn, when the model’s server ${what}, then the agent tries again, and the turn is completed`,
    needs: ['retries'],
    async play(thread) {
      await thread.send([fail(trouble, 1), say('At last.')]);
      const rested = await thread.rest(1);
      expect(rested.turns).toMatchObject([{ state: 'completed' }]);
      expect(texts(rested)).toEqual(['At last.']);
    },
  }),
);

export const troubleScenarios: readonly Scenario[] = [
  ...fatalScenarios,
  ...passingScenarios,
  {
    group: 'Runaway',
    name: 'given a model whose answers end without a reason for ever, then the guard stops the turn with its own code, and the next message works',
    needs: ['runaway'],
    async play(thread) {
      await thread.act({ ...thread.play([say('Again.'), fail('cut-short')]), forever: true });
      const stopped = await thread.rest(1);
      expect(lastTurn(stopped)).toMatchObject({ state: 'error', cause: 'guard', failure: { code: 'RUNAWAY' } });
      await nextWorks(thread, 1);
    },
  },
];
