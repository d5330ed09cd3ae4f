import { expect } from 'vitest';
import { phases, settled } from '../phases.ts';
import { fill, run, say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { lastTurn, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { noCommandLeft } from './stop.ts';

/** After 20 s without a word a turn is asked about (rule 15). An end that the agent tells does not wait for that; in ms. */
const soon = 10_000;

export const threadScenarios: readonly Scenario[] = [
  {
    group: 'Resume',
    name: 'given a conversation that the agent has lost, then the message comes back, and goes on only when the user chooses to go on without it',
    needs: ['lose'],
    async play(thread, stage) {
      await settled(thread);
      await thread.do({ type: 'thread.session.stop' });
      await thread.until('the session is stopped', ({ session }) => session.status === 'stopped');
      await stage.agent.lose(thread);
      thread.recordLost = true;
      await thread.send([say('Lost.')]);
      const lost = await thread.rest(2);
      expect(lastTurn(lost)).toMatchObject({ state: 'error', failure: { code: 'SESSION_LOST' } });
      expect(lost.queue.messages).toMatchObject([{ state: 'returned', seen: 'no' }]);
      await thread.do({ type: 'thread.session.start', fresh: true });
      await nextWorks(thread, 2);
    },
  },
  {
    group: 'Resume',
    name: 'given a session at rest, when somebody else prompts the agent in it, then that is seen as a turn of the provider, and can be stopped',
    needs: ['foreign-work'],
    async play(thread, stage) {
      await settled(thread);
      await stage.agent.promptElsewhere(thread.play([say('From elsewhere.')]), thread);
      const seen = await thread.rest(2);
      expect(seen.turns.map(({ origin, state }) => [origin, state])).toEqual([
        ['user', 'completed'],
        ['provider', 'completed'],
      ]);
      expect(texts(seen).at(-1)).toBe('From elsewhere.');
      const { startedAt = 0, completedAt = Number.POSITIVE_INFINITY } = lastTurn(seen) ?? {};
      expect(completedAt - startedAt).toBeLessThan(soon);
    },
  },
  {
    group: 'Compaction',
    name: 'given a context that is full in mid-turn, when the agent compacts it, then that is still the one turn, and it goes on to its end',
    needs: ['compaction', 'commands'],
    async play(thread) {
      await thread.send([say('Before. '), run('echo one'), fill()], [say('After.')]);
      const rested = await thread.rest(1);
      expect(rested.turns).toMatchObject([{ state: 'completed' }]);
      expect(texts(rested)).toEqual(['Before. ', 'After.']);
    },
  },
  {
    group: 'Delete',
    name: 'given a turn in a tool, when its thread is archived, then it is stopped first, and the thread can be taken back and used',
    needs: ['commands'],
    async play(thread, stage) {
      await phases.inTool.enter(thread, stage);
      await thread.do({ type: 'thread.archive' });
      const archived = await thread.rest(1);
      expect(lastTurn(archived)).toMatchObject({ state: 'interrupted', cause: 'user' });
      await noCommandLeft(thread, stage);
      await expect(thread.send([say('Refused.')])).rejects.toMatchObject({ code: 'THREAD_ARCHIVED' });
      await thread.do({ type: 'thread.unarchive' });
      await nextWorks(thread, 1);
    },
  },
  {
    group: 'Delete',
    name: 'given a turn in a tool, when its thread is removed, then nothing of it runs on, and the thread is gone',
    needs: ['commands'],
    async play(thread, stage) {
      const other = await stage.newThread();
      await phases.inTool.enter(other, stage);
      await other.do({ type: 'thread.remove' });
      await noCommandLeft(other, stage);
      await expect(other.get()).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' });
      await nextWorks(thread, 0);
    },
  },
];
