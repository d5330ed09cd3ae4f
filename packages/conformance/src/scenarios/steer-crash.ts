import { expect } from 'vitest';
import { phases } from '../phases.ts';
import type { Scenario } from '../scenario.ts';
import { type Thread, texts, turnsOfMessages } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { expectOneTurn, steered, steeringUnderWay, turned, underWayOrder } from './steering.ts';

const group = 'Crash of Plumbline';

/** While the agent works nobody can tell whether the call is still under way, so that it is sent again only after the turn. */
async function expectTwoTurns(thread: Thread): Promise<void> {
  const whole = await thread.rest(2);
  expect(whole.turns.map(({ state }) => state)).toEqual(['completed', 'completed']);
  expect(turnsOfMessages(whole)).toEqual([0, 1]);
  expect(texts(whole)).toEqual([phases.streaming.whole, turned]);
  expect(whole.queue.messages).toEqual([]);
}

/** Rules 26, 33: what was steered is looked up after a crash, as any message is. */
export const steerCrashScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given a steered message on its way, when Plumbline is killed and started again, then the turn goes on to its end, and the message is the next one, once',
    needs: ['steer', 'reattach'],
    strike: 'plumbline',
    order: underWayOrder,
    given: (thread, stage) => steeringUnderWay(thread, stage),
    async after(thread, stage) {
      await phases.streaming.leave(thread, stage);
      await expectTwoTurns(thread);
    },
  },
  {
    group,
    name: 'given a steered message that the agent has, when Plumbline is killed and started again, then the turn goes on with it to its end',
    needs: ['steer', 'reattach', ...phases.inTool.needs],
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await phases.inTool.enter(thread, stage);
      await steered(thread);
    },
    async after(thread, stage) {
      await phases.inTool.leave(thread, stage);
      await expectOneTurn(thread, phases.inTool.said);
    },
  },
  {
    group,
    name: 'given a steered message that the agent has, when the turn ends while Plumbline is away, then at the next start both are told as one turn',
    needs: ['steer', 'reattach', ...phases.inTool.needs],
    async play(thread, stage) {
      await phases.inTool.enter(thread, stage);
      await steered(thread);
      await stage.server.kill();
      await phases.inTool.leave(thread, stage);
      await stage.saidElsewhere(thread, turned);
      await stage.server.start();
      await expectOneTurn(thread, phases.inTool.said);
    },
  },
  {
    group,
    name: 'given a steered message on its way, when its turn ends while Plumbline is away, then at the next start the message is a turn of its own',
    needs: ['steer', 'reattach'],
    async play(thread, stage) {
      await steeringUnderWay(thread, stage);
      await stage.server.kill();
      await phases.streaming.leave(thread, stage);
      await stage.saidElsewhere(thread, phases.streaming.whole);
      await stage.server.start();
      await expectTwoTurns(thread);
    },
  },
  {
    group: 'Crash of both',
    name: 'given a steered message on its way, when Plumbline and the agent are killed, then the turn has ended with what was shown, the message comes back as perhaps seen, and the next message works',
    needs: ['steer'],
    strike: 'both',
    order: underWayOrder,
    given: (thread, stage) => steeringUnderWay(thread, stage),
    async after(thread) {
      const dead = await thread.rest(1);
      expect(dead.turns).toMatchObject([{ state: 'interrupted' }]);
      expect(dead.queue.messages).toMatchObject([{ state: 'returned', seen: 'perhaps' }]);
      expect(texts(dead).join('')).toBe(phases.streaming.said);
      await nextWorks(thread, 1);
    },
  },
];
