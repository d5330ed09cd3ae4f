import { expect } from 'vitest';
import { livePhases, type Phase, phases, settled } from '../phases.ts';
import type { Scenario, Struck } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { lastTurn, type Thread, texts, turnsOfMessages } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { steered, steeringUnderWay, turned, underWayOrder } from './steering.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Crash of the agent';
const strike = 'agent';

/** A dead process does not come back: its turn ends as the settlement table says, with all that was shown. */
const inEachPhase = livePhases.map(
  (phase): Struck => ({
    group,
    name: `given a turn ${phase.name}, when the agent is killed, then it ends with what was shown, and the next message works`,
    needs: phase.needs,
    strike,
    order: phase.order,
    given: (thread, stage) => phase.enter(thread, stage),
    async after(thread, stage) {
      await expectDead(thread, stage, phase);
      await nextWorks(thread, 1);
      if (stage.can('resume')) expect((await stage.agent.history(thread))?.sessions).toBe(1);
    },
  }),
);

async function expectDead(thread: Thread, stage: Stage, phase: Phase): Promise<void> {
  const dead = await thread.rest(1);
  switch (phase.prompt) {
    case 'unsent':
      expect(lastTurn(dead)).toMatchObject({ state: 'error', cause: 'provider', failure: { code: 'PROVIDER_UNAVAILABLE' } });
      expect(dead.queue.messages).toMatchObject([{ state: 'returned', reason: 'bind-failed', seen: 'no' }]);
      break;
    case 'handed':
      expect(lastTurn(dead)).toMatchObject({ state: 'interrupted', cause: 'exit' });
      expect(dead.queue.messages).toMatchObject([{ state: 'returned', reason: 'exit', seen: 'perhaps' }]);
      break;
    case 'accepted':
      expect(lastTurn(dead)).toMatchObject({ state: 'interrupted', cause: 'exit' });
      expect(dead.session.status).toBe('stopped');
      expect(dead.queue.messages).toEqual([]);
  }
  expect(texts(dead).join('')).toBe(phase.said);
  expect(dead.requests.map(({ state }) => state)).toEqual(dead.requests.map(() => 'expired'));
  await noCommandLeft(thread, stage);
}

export const agentCrashScenarios: readonly Scenario[] = [
  ...inEachPhase,
  {
    group,
    name: 'given a turn that has just settled, when the agent is killed, then it stays completed, and the next message works',
    strike,
    order: 0,
    given: settled,
    async after(thread) {
      const dead = await thread.until('the session is stopped', ({ session }) => session.status === 'stopped');
      expect(lastTurn(dead)).toMatchObject({ state: 'completed', cause: 'provider' });
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a stop under way, when the agent is killed, then the turn is interrupted by the user’s stop or the exit, and the next message works',
    strike,
    order: 0,
    async given(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.hold('abort');
      await thread.stop();
    },
    async after(thread) {
      expect(lastTurn(await thread.rest(1))).toMatchObject({ state: 'interrupted' });
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a steered message on its way, when the agent is killed, then the turn ends with what was shown, the message comes back as perhaps seen, and the next message works',
    needs: ['steer'],
    strike,
    order: underWayOrder,
    given: (thread, stage) => steeringUnderWay(thread, stage),
    async after(thread) {
      const dead = await thread.rest(1);
      expect(dead.turns).toMatchObject([{ state: 'interrupted', cause: 'exit' }]);
      expect(dead.queue.messages).toMatchObject([{ state: 'returned', reason: 'exit', seen: 'perhaps' }]);
      expect(texts(dead).join('')).toBe(phases.streaming.said);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a steered message that the agent has, when the agent is killed, then it ends with its turn, and the next message works',
    needs: ['steer', ...phases.inTool.needs],
    strike,
    order: 0,
    async given(thread, stage) {
      await phases.inTool.enter(thread, stage);
      await steered(thread);
    },
    async after(thread, stage) {
      const dead = await thread.rest(1);
      expect(dead.turns).toMatchObject([{ state: 'interrupted', cause: 'exit' }]);
      expect(turnsOfMessages(dead)).toEqual([0, 0]);
      expect(dead.queue.messages).toEqual([]);
      await noCommandLeft(thread, stage);
      await nextWorks(thread, 1);
      expect(texts(await thread.get())).not.toContain(turned);
    },
  },
];
