import { expect } from 'vitest';
import { livePhases, type Phase, phases, settled } from '../phases.ts';
import { say } from '../play.ts';
import type { Played, Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { lastTurn, type Thread, texts } from '../stage/thread.ts';
import { until } from '../stage/until.ts';
import { nextWorks } from './next.ts';

const group = 'Stop';

/** Rules 8, 9, 11: one click, no matter when, and the thread is of use afterwards. */
const inEachPhase = livePhases.map(
  (phase): Played => ({
    group,
    name: `given a turn ${phase.name}, when the user stops it, then it is interrupted, nothing of it runs on, and the next message works`,
    needs: phase.needs,
    async play(thread, stage) {
      await phase.enter(thread, stage);
      await thread.stop();
      if (phase.prompt === 'handed') await expectStopping(thread);
      await phase.pass?.(thread, stage);
      await expectStopped(thread, stage, phase);
      await nextWorks(thread, 1);
    },
  }),
);

/** Rule 11: the abort waits for the acceptance, and the page says so. */
async function expectStopping(thread: Thread): Promise<void> {
  const { state } = await thread.get();
  expect(state.turn).toMatchObject({ state: 'pending', stop: { by: 'user' } });
}

async function expectStopped(thread: Thread, stage: Stage, phase: Phase): Promise<void> {
  const stopped = await thread.rest(1);
  expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted', cause: 'user' });
  expect(stopped.session.lastError).toBeUndefined();
  expect(texts(stopped).join('')).toBe(phase.said);
  expect(stopped.requests.map(({ state }) => state)).toEqual(stopped.requests.map(() => 'expired'));
  expect(thread.has(thread.name('made'))).toBe(false);
  if (phase.prompt === 'unsent') expect(stopped.queue.messages).toMatchObject([{ state: 'returned', reason: 'interrupted', seen: 'no' }]);
  await noCommandLeft(thread, stage);
}

/** What the turn's commands ran as has ended. */
export async function noCommandLeft(thread: Thread, stage: Stage): Promise<void> {
  const { agent } = stage;
  const gate = thread.name('gate');
  await until(
    'its command has ended',
    () => (agent.working(gate).length === 0 ? true : undefined),
    () => agent.working(gate),
  );
}

export const stopScenarios: readonly Scenario[] = [
  ...inEachPhase,
  {
    group,
    name: 'given a turn that has just settled, when the user stops, then nothing changes',
    async play(thread) {
      await settled(thread);
      await thread.stop();
      expect(lastTurn(await thread.get())).toMatchObject({ state: 'completed', cause: 'provider' });
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a turn while text streams, when the user clicks ten times at once, then it is one stop',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await Promise.all(Array.from({ length: 10 }, () => thread.stop()));
      await expectStopped(thread, stage, phases.streaming);
      const { version } = await thread.get();
      const asked = (await thread.follow(version)).filter((each) => each.kind === 'event' && each.event?.type === 'turn.stop-requested');
      expect(asked).toHaveLength(1);
    },
  },
  {
    group,
    name: 'given a turn that goes on to its end, when a stop of an older view comes for a later turn, then the later turn goes on',
    async play(thread, stage) {
      await settled(thread);
      const { version } = await thread.get();
      await phases.streaming.enter(thread, stage);
      await thread.do({ type: 'thread.turn.interrupt', seenVersion: version });
      await phases.streaming.leave(thread, stage);
      expect(lastTurn(await thread.rest(2))).toMatchObject({ state: 'completed' });
    },
  },
  {
    group,
    name: 'given an agent that is deaf to the stop, then the stop is escalated within its deadline, and the next message works',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.hold('abort');
      await thread.stop();
      const stopped = await thread.rest(1);
      expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted', cause: 'deadline' });
      expect(stopped.session.status).toBe('stopped');
      await stage.let('abort');
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given an agent that refuses the stop, then the turn goes on and says why, and a force stop ends it',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.refuse('abort');
      await thread.stop();
      const refused = await thread.until('the stop has failed', ({ state }) => state.turn?.stopProblem !== undefined);
      expect(refused.state.turn).toMatchObject({ state: 'running', stopProblem: { code: 'STOP_REFUSED' } });
      await stage.let('abort');
      await thread.do({ type: 'thread.session.stop', force: true });
      const stopped = await thread.rest(1);
      expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted' });
      expect(stopped.session.status).toBe('stopped');
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a session at rest, when it is stopped, then it is let go, and the next message goes on with the conversation',
    needs: ['resume'],
    async play(thread, stage) {
      await settled(thread);
      await thread.do({ type: 'thread.session.stop' });
      await thread.until('the session is stopped', ({ session }) => session.status === 'stopped');
      await nextWorks(thread, 1);
      expect((await stage.agent.history(thread))?.sessions).toBe(1);
    },
  },
  {
    group,
    name: 'given a stop under way, when a message is sent, then it goes next, after the stopped turn',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await thread.stop();
      await thread.send([say('After the stop.')]);
      const rested = await thread.rest(2);
      expect(rested.turns.map(({ state }) => state)).toEqual(['interrupted', 'completed']);
      expect(texts(rested)).toEqual([phases.streaming.said, 'After the stop.']);
    },
  },
];
