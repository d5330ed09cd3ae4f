import type { TurnId } from '@plumbline/lifecycle';
import { expect } from 'vitest';
import { phases, settled } from '../phases.ts';
import { say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { type Thread, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';

const group = 'Fork';
const needs = ['fork'] as const;

/** A fork of the thread after one of its turns, from 1; absent: after the last that has ended. */
export async function forkOf(thread: Thread, stage: Stage, turn?: number): Promise<Thread> {
  const turnId = turn === undefined ? undefined : ((await thread.get()).turns[turn - 1]?.turnId as TurnId);
  const { threadId } = await thread.do({ type: 'thread.fork', title: thread.name('fork'), ...(turnId ? { turnId } : {}) });
  return stage.thread(threadId, thread);
}

const ready = (fork: Thread) => fork.until('the fork has its conversation', ({ session }) => session.status === 'ready');

/** What the agent itself knows of the fork: how many messages of the user, and what it said. */
async function memory(fork: Thread, stage: Stage): Promise<{ readonly prompts: number; readonly said: readonly string[] }> {
  const history = await stage.agent.history(fork);
  return { prompts: history?.prompts.length ?? 0, said: history?.said ?? [] };
}

export const forkScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given two turns, when the thread is forked after the first, then the fork and the agent in it know that one alone, and both threads go on by themselves',
    needs,
    async play(thread, stage) {
      await thread.send([say('One.')]);
      await thread.rest(1);
      await thread.send([say('Two.')]);
      await thread.rest(2);
      const fork = await forkOf(thread, stage, 1);
      expect(texts(await ready(fork))).toEqual(['One.']);
      expect(await memory(fork, stage)).toEqual({ prompts: 1, said: ['One.'] });
      await fork.send([say('Another two.')]);
      const gone = await fork.rest(2);
      expect(gone.turns.map(({ state, number }) => [state, number])).toEqual([
        ['completed', 1],
        ['completed', 2],
      ]);
      expect(texts(gone)).toEqual(['One.', 'Another two.']);
      expect(await memory(fork, stage)).toEqual({ prompts: 2, said: ['One.', 'Another two.'] });
      expect(await stage.verifyThread(fork.id)).toEqual([]);
      await nextWorks(thread, 2);
      expect(texts(await thread.get())).toEqual(['One.', 'Two.', 'And on it goes.']);
    },
  },
  {
    group,
    name: 'given a turn that runs, when the thread is forked, then the fork ends before it, and the turn goes on',
    needs,
    async play(thread, stage) {
      await thread.send([say('One.')]);
      await thread.rest(1);
      await phases.streaming.enter(thread, stage);
      const running = (await thread.get()).turns.at(-1)?.turnId as TurnId;
      await expect(thread.do({ type: 'thread.fork', turnId: running })).rejects.toMatchObject({ code: 'BLOCKED_BY_RUNNING_TURN' });
      const fork = await forkOf(thread, stage);
      await ready(fork);
      expect(await memory(fork, stage)).toEqual({ prompts: 1, said: ['One.'] });
      await phases.streaming.leave(thread, stage);
      expect(texts(await thread.rest(2))).toEqual(['One.', phases.streaming.whole]);
      expect(texts(await fork.get())).toEqual(['One.']);
    },
  },
  {
    group,
    name: 'given a fork, when it is forked in the past that it shares, then that fork ends there too, though the first thread is removed',
    needs,
    async play(thread, stage) {
      const first = await stage.newThread();
      await first.send([say('One.')]);
      await first.rest(1);
      await first.send([say('Two.')]);
      await first.rest(2);
      const fork = await forkOf(first, stage);
      await ready(fork);
      await first.do({ type: 'thread.remove' });
      const again = await forkOf(fork, stage, 1);
      expect(texts(await ready(again))).toEqual(['One.']);
      await again.send([say('Mine.')]);
      expect(texts(await again.rest(2))).toEqual(['One.', 'Mine.']);
      await nextWorks(fork, 2);
      expect(texts(await fork.get())).toEqual(['One.', 'Two.', 'And on it goes.']);
      await settled(thread);
    },
  },
  {
    group,
    name: 'given an agent that refuses to fork, then the fork says so and has no conversation, and the next message tries it again',
    needs,
    async play(thread, stage) {
      await settled(thread);
      await stage.refuse('fork');
      const fork = await forkOf(thread, stage);
      const failed = await fork.until('the fork has failed', ({ session }) => session.status === 'error');
      expect(failed.session.lastError).toMatchObject({ code: expect.any(String), message: expect.stringMatching(/\S/) });
      expect(await memory(fork, stage)).toEqual({ prompts: 0, said: [] });
      await stage.calm();
      await nextWorks(fork, 1);
      expect((await memory(fork, stage)).prompts).toBe(2);
    },
  },
  {
    group,
    name: 'given a fork whose conversation is being copied, when Plumbline is killed and started again, then the next message goes on from the copy',
    needs,
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await settled(thread);
      await stage.holdBack('fork', async () => {
        forks.set(thread, await forkOf(thread, stage));
      });
    },
    async after(thread, stage) {
      const fork = forks.get(thread);
      if (!fork) throw new Error('there is no fork');
      await nextWorks(fork, 1);
      expect((await memory(fork, stage)).prompts).toBeGreaterThanOrEqual(2);
      await nextWorks(thread, 1);
    },
  },
];

const forks = new WeakMap<Thread, Thread>();
