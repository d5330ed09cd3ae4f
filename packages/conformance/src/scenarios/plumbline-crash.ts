import { expect } from 'vitest';
import { allDone, livePhases, phases, settled } from '../phases.ts';
import { say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { lastTurn, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Crash of Plumbline';

/** Rules 14, 33, 35: what was accepted is carried out, what lives on is taken up again, and nothing is handed over twice. */
const inEachPhase = livePhases.map(
  (phase): Scenario => ({
    group,
    name: `given a turn ${phase.name}, when Plumbline is killed and started again, then the turn goes on to its whole end`,
    needs: ['reattach', ...phase.needs],
    async run(thread, stage) {
      await phase.enter(thread, stage);
      await stage.killPlumbline();
      await stage.server.start();
      const again = await thread.get();
      expect(texts(again).join('').startsWith(phase.said)).toBe(true);
      if (phase.prompt === 'accepted') await phase.leave(thread, stage);
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole).join('')).toBe(phase.whole);
      expect(whole.queue.messages).toEqual([]);
    },
  }),
);

const bothInEachPhase = livePhases.map(
  (phase): Scenario => ({
    group,
    name: `given a turn ${phase.name}, when Plumbline and the agent are killed, then at the next start it has ended by the restart, and the next message works`,
    needs: phase.needs,
    async run(thread, stage) {
      await phase.enter(thread, stage);
      const agent = await stage.agent.pid();
      await stage.killPlumbline();
      await stage.killAgent(agent);
      await stage.server.start();
      if (phase.prompt === 'unsent') {
        // Nothing was begun, so nothing is lost: the accepted message is carried out (rule 33).
        const whole = await thread.rest(1);
        expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
        expect(texts(whole)).toEqual([allDone]);
        return;
      }
      const dead = await thread.rest(1);
      expect(lastTurn(dead)).toMatchObject({ state: 'interrupted' });
      expect(texts(dead).join('')).toBe(phase.said);
      expect(dead.requests.map(({ state }) => state)).toEqual(dead.requests.map(() => 'expired'));
      await noCommandLeft(thread, stage);
      await nextWorks(thread, 1);
    },
  }),
);

export const plumblineCrashScenarios: readonly Scenario[] = [
  ...inEachPhase,
  ...bothInEachPhase,
  {
    group,
    name: 'given a turn that has just settled, when Plumbline is killed and started again, then nothing is made up',
    async run(thread, stage) {
      await settled(thread);
      const before = await thread.get();
      await stage.killPlumbline();
      await stage.server.start();
      expect((await thread.get()).turns).toEqual(before.turns);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a stop under way, when Plumbline is killed and started again, then the stop is carried out',
    needs: ['reattach'],
    async run(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.hold('abort');
      await thread.stop();
      await stage.held('abort');
      await stage.killPlumbline();
      await stage.server.start();
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
    async run(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.killPlumbline();
      await phases.streaming.leave(thread, stage);
      await stage.saidElsewhere(thread, phases.streaming.whole);
      await stage.server.start();
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole)).toEqual([phases.streaming.whole]);
    },
  },
  {
    group,
    name: 'given messages that wait, when Plumbline is killed and started again, then they are sent in order, once each',
    needs: ['reattach'],
    async run(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await thread.send([say('Second.')]);
      await thread.send([say('Third.')]);
      await stage.killPlumbline();
      await stage.server.start();
      await phases.streaming.leave(thread, stage);
      const rested = await thread.rest(3);
      expect(texts(rested)).toEqual([phases.streaming.whole, 'Second.', 'Third.']);
      expect(rested.turns.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
    },
  },
];
