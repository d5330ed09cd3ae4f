import { expect } from 'vitest';
import { allDone, livePhases, phases, settled } from '../phases.ts';
import type { Scenario, Struck } from '../scenario.ts';
import { lastTurn, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { queueCrashScenarios } from './queue-crash.ts';
import { steerCrashScenarios } from './steer-crash.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Crash of Plumbline';
const both = 'Crash of both';

/** Rules 14, 33, 35: what was accepted is carried out, what lives on is taken up again, and nothing is handed over twice. */
const inEachPhase = livePhases.map(
  (phase): Struck => ({
    group,
    name: `given a turn ${phase.name}, when Plumbline is killed and started again, then the turn goes on to its whole end`,
    needs: ['reattach', ...phase.needs],
    strike: 'plumbline',
    order: phase.order,
    given: (thread, stage) => phase.enter(thread, stage),
    async after(thread, stage) {
      expect(
        texts(await thread.get())
          .join('')
          .startsWith(phase.said),
      ).toBe(true);
      if (phase.prompt !== 'unsent') await phase.leave(thread, stage);
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole).join('')).toBe(phase.whole);
      expect(whole.queue.messages).toEqual([]);
    },
  }),
);

/** Rule 14: what was shown stays, and nobody pretends that a dead turn works. */
const bothInEachPhase = livePhases
  .filter(({ prompt }) => prompt !== 'unsent')
  .map(
    (phase): Struck => ({
      group: both,
      name: `given a turn ${phase.name}, when Plumbline and the agent are killed, then at the next start it has ended with what was shown, and the next message works`,
      needs: phase.needs,
      strike: 'both',
      order: phase.order,
      given: (thread, stage) => phase.enter(thread, stage),
      async after(thread, stage) {
        const dead = await thread.rest(1);
        expect(lastTurn(dead)).toMatchObject({ state: 'interrupted' });
        expect(['restart', 'exit']).toContain(lastTurn(dead)?.cause);
        expect(texts(dead).join('')).toBe(phase.said);
        expect(dead.requests.map(({ state }) => state)).toEqual(dead.requests.map(() => 'expired'));
        await noCommandLeft(thread, stage);
        await nextWorks(thread, 1);
      },
    }),
  );

export const plumblineCrashScenarios: readonly Scenario[] = [
  ...inEachPhase,
  {
    group,
    name: 'given a turn that has just settled, when Plumbline is killed and started again, then nothing is made up',
    strike: 'plumbline',
    order: 0,
    given: settled,
    async after(thread) {
      expect((await thread.get()).turns).toMatchObject([{ state: 'completed', cause: 'provider' }]);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a stop under way, when Plumbline is killed and started again, then the stop is carried out',
    needs: ['reattach'],
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.holdBack('abort', () => thread.stop());
    },
    async after(thread) {
      const stopped = await thread.rest(1);
      expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted', cause: 'user' });
      expect(texts(stopped).join('')).toBe(phases.streaming.said);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a turn that ends while Plumbline is away, then at the next start it is completed from the agent’s own record',
    needs: ['reattach'],
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.server.kill();
      await phases.streaming.leave(thread, stage);
      await stage.saidElsewhere(thread, phases.streaming.whole);
      await stage.server.start();
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole)).toEqual([phases.streaming.whole]);
    },
  },
  {
    group: both,
    name: 'given a turn before the prompt is handed over, when Plumbline and the agent are killed, then the accepted message is carried out at the next start',
    strike: 'both',
    order: phases.starting.order,
    given: phases.starting.enter,
    async after(thread) {
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole)).toEqual([allDone]);
    },
  },
  ...bothInEachPhase,
  ...steerCrashScenarios,
  ...queueCrashScenarios,
];
