import { expect } from 'vitest';
import { phases } from '../phases.ts';
import { say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { queueUp } from './queue.ts';

const group = 'Crash of Plumbline';

/** Rules 25, 33: what waits survives, as it stands in the queue, and is sent once. */
export const queueCrashScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given messages that wait, when Plumbline is killed and started again, then they are sent in order, once each',
    needs: ['reattach'],
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await queueUp(thread, 'Second.');
      await queueUp(thread, 'Third.');
    },
    async after(thread, stage) {
      await phases.streaming.leave(thread, stage);
      const rested = await thread.rest(3);
      expect(texts(rested)).toEqual([phases.streaming.whole, 'Second.', 'Third.']);
      expect(rested.turns.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
    },
  },
  {
    group,
    name: 'given messages that wait and were changed and moved, when Plumbline is killed and started again, then they are sent as they were changed, in the new order',
    needs: ['reattach'],
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await phases.streaming.enter(thread, stage);
      const first = await queueUp(thread, 'Old.');
      const second = await queueUp(thread, 'Second.');
      await thread.do({ type: 'thread.queue.edit', messageId: first, text: thread.text(thread.play([say('New.')])) });
      await thread.do({ type: 'thread.queue.move', messageId: second, before: first });
    },
    async after(thread, stage) {
      await phases.streaming.leave(thread, stage);
      expect(texts(await thread.rest(3))).toEqual([phases.streaming.whole, 'Second.', 'New.']);
    },
  },
  {
    group,
    name: 'given a message that was sent instead of a turn, when Plumbline is killed before the turn has stopped, then at the next start the turn is stopped and the message goes next',
    needs: ['reattach'],
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await queueUp(thread, 'Later.');
      await stage.holdBack('abort', () => thread.sendAs('interrupt', [say('Instead.')]));
    },
    async after(thread) {
      const rested = await thread.rest(2);
      expect(rested.turns).toMatchObject([{ state: 'interrupted', cause: 'user' }, { state: 'completed' }]);
      expect(texts(rested)).toEqual([phases.streaming.said, 'Instead.']);
      expect(rested.queue).toMatchObject({ hold: { reason: 'interrupted' }, messages: [{ state: 'queued' }] });
    },
  },
  {
    group: 'Crash of the agent',
    name: 'given a message that waits, when the agent is killed, then it is held, and sent when the user resumes the queue',
    strike: 'agent',
    order: 0,
    async given(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await queueUp(thread, 'Held.');
    },
    async after(thread) {
      const dead = await thread.rest(1);
      expect(dead.turns).toMatchObject([{ state: 'interrupted', cause: 'exit' }]);
      expect(dead.queue).toMatchObject({ hold: { reason: 'interrupted' }, messages: [{ state: 'queued' }] });
      await thread.do({ type: 'thread.queue.resume' });
      expect(texts(await thread.rest(2))).toEqual([phases.streaming.said, 'Held.']);
      await nextWorks(thread, 2);
    },
  },
];
