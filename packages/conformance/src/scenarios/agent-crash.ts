import { expect } from 'vitest';
import { livePhases, type Phase, settled } from '../phases.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { lastTurn, type Thread, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Crash of the agent';

/** A dead process does not come back: its turn ends as the settlement table says, with all that was shown. */
const inEachPhase = livePhases.map(
  (phase): Scenario => ({
    group,
    name: `given a turn ${phase.name}, when the agent is killed, then it ends with what was shown, and the next message works`,
    needs: phase.needs,
    async run(thread, stage) {
      await phase.enter(thread, stage);
      await stage.killAgent();
      await expectDead(thread, stage, phase);
      if (phase.prompt !== 'accepted') await phase.leave(thread, stage);
      await nextWorks(thread, 1);
      if (stage.can('resume')) expect((await stage.agent.history(thread.directory))?.sessions).toBe(1);
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
    async run(thread, stage) {
      await settled(thread);
      await stage.killAgent();
      const dead = await thread.until('the session is stopped', ({ session }) => session.status === 'stopped');
      expect(lastTurn(dead)).toMatchObject({ state: 'completed', cause: 'provider' });
      await nextWorks(thread, 1);
    },
  },
];
