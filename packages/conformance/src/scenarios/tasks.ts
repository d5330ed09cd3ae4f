import type { Task, ThreadSnapshot } from '@plumbline/lifecycle';
import { expect } from 'vitest';
import { phases } from '../phases.ts';
import { leave, say, wait, work } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { lastTurn, type Thread, texts } from '../stage/thread.ts';
import { until } from '../stage/until.ts';
import { nextWorks } from './next.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Tasks';

const tasksOf = ({ state }: ThreadSnapshot): readonly Task[] => Object.values(state.tasks ?? {});

const gateOf = (thread: Thread): string => thread.name('left');

/** A turn has ended, and what it left running is shown as a task. */
async function leftRunning(thread: Thread, stage: Stage, deaf?: true): Promise<Task> {
  await thread.send([say('Leaving it. '), leave(gateOf(thread), deaf)], [say('Left.')]);
  const rested = await thread.until(
    'the turn has ended and its task is shown',
    (each) => each.state.turn === undefined && tasksOf(each).length > 0,
  );
  expect(lastTurn(rested)).toMatchObject({ state: 'completed' });
  const [task, ...others] = tasksOf(rested);
  expect(others).toEqual([]);
  expect(stage.agent.working(gateOf(thread))).toHaveLength(1);
  if (task === undefined) throw new Error('no task is shown');
  return task;
}

/** It is shown no longer, and nothing of it runs. */
async function expectEnded(thread: Thread, stage: Stage): Promise<void> {
  await thread.until('no task is shown', (each) => tasksOf(each).length === 0);
  await until('what was left running has ended', () => (stage.agent.working(gateOf(thread)).length === 0 ? true : undefined));
}

/** Rule 12: what outlives its turn is shown as long as it runs, and can be stopped. */
export const taskScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given a turn that leaves a command running, when it ends, then the command is shown as a task until it ends, and the next message works beside it',
    needs: ['tasks'],
    async play(thread, stage) {
      await leftRunning(thread, stage);
      await nextWorks(thread, 1);
      expect(tasksOf(await thread.get())).toHaveLength(1);
      await stage.agent.release(gateOf(thread));
      await expectEnded(thread, stage);
    },
  },
  {
    group,
    name: 'given a task, when the user stops it, then it ends, and no other',
    needs: ['tasks'],
    async play(thread, stage) {
      const other = await stage.newThread();
      await leftRunning(other, stage);
      const { taskId } = await leftRunning(thread, stage);
      await thread.do({ type: 'thread.task.stop', taskId });
      await expectEnded(thread, stage);
      await expect(thread.do({ type: 'thread.task.stop', taskId })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
      expect(tasksOf(await other.get())).toHaveLength(1);
      expect(stage.agent.working(gateOf(other))).toHaveLength(1);
      await stage.agent.release(gateOf(other));
      await expectEnded(other, stage);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a task that is deaf to its stop, then it is shown with the reason, and a force stop ends it',
    needs: ['tasks'],
    async play(thread, stage) {
      const { taskId } = await leftRunning(thread, stage, true);
      await thread.do({ type: 'thread.task.stop', taskId });
      const failed = await thread.until('the stop has failed', (each) => tasksOf(each)[0]?.problem !== undefined);
      expect(tasksOf(failed)).toMatchObject([{ taskId, problem: { code: 'STOP_DEADLINE' } }]);
      await thread.do({ type: 'thread.task.stop', taskId, force: true });
      await expectEnded(thread, stage);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a task and no turn, when the user stops, then the task is stopped',
    needs: ['tasks'],
    async play(thread, stage) {
      await leftRunning(thread, stage);
      await thread.stop();
      await expectEnded(thread, stage);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a task of an earlier turn, when the user stops a later turn, then the task goes on, and is shown',
    needs: ['tasks', ...phases.inTool.needs],
    async play(thread, stage) {
      const { taskId } = await leftRunning(thread, stage);
      await phases.inTool.enter(thread, stage);
      await thread.stop();
      const stopped = await thread.rest(2);
      expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted', cause: 'user' });
      await noCommandLeft(thread, stage);
      expect(tasksOf(await thread.get())).toMatchObject([{ taskId }]);
      expect(stage.agent.working(gateOf(thread))).toHaveLength(1);
      await stage.agent.release(gateOf(thread));
      await expectEnded(thread, stage);
      await nextWorks(thread, 2);
    },
  },
  {
    group,
    name: 'given a turn that has left a command running and works on, when the user stops the turn, then its work ends, and what it left has ended or is shown as a task',
    needs: ['tasks'],
    async play(thread, stage) {
      await thread.send([leave(gateOf(thread)), work(thread.name('gate'))], [say('Never said.')]);
      await stage.agent.reached(gateOf(thread));
      await stage.agent.reached(thread.name('gate'));
      await thread.running();
      await thread.stop();
      const stopped = await thread.rest(1);
      expect(lastTurn(stopped)).toMatchObject({ state: 'interrupted', cause: 'user' });
      expect(stage.agent.working(thread.name('gate'))).toEqual([]);
      await until('what was left has ended, or is shown', async () => {
        const shown = tasksOf(await thread.get()).length;
        return stage.agent.working(gateOf(thread)).length === shown ? true : undefined;
      });
      await stage.agent.release(gateOf(thread));
      await expectEnded(thread, stage);
      expect(texts(await thread.get())).toEqual([]);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a task, when its thread is archived, then the task is stopped first',
    needs: ['tasks'],
    async play(thread, stage) {
      await leftRunning(thread, stage);
      await thread.do({ type: 'thread.archive' });
      await expectEnded(thread, stage);
    },
  },
  {
    group,
    name: 'given a task, when Plumbline is killed and started again, then it still runs and is shown, and its stop ends it',
    needs: ['tasks', 'reattach'],
    async play(thread, stage) {
      const { taskId } = await leftRunning(thread, stage);
      await stage.server.kill();
      await stage.server.start();
      expect(stage.agent.working(gateOf(thread))).toHaveLength(1);
      expect(tasksOf(await thread.get())).toMatchObject([{ taskId }]);
      await thread.do({ type: 'thread.task.stop', taskId });
      await expectEnded(thread, stage);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a turn that leaves a command running and ends while Plumbline is away, when Plumbline starts again, then the command is shown as a task, and a force stop ends it',
    needs: ['tasks', 'reattach'],
    async play(thread, stage) {
      const gate = thread.name('gate');
      await thread.send([leave(gateOf(thread), true)], [wait(gate), say('Left.')]);
      await stage.agent.reached(gate);
      await thread.running();
      await stage.server.kill();
      await stage.agent.release(gate);
      await stage.saidElsewhere(thread, 'Left.');
      await stage.server.start();
      expect(lastTurn(await thread.rest(1))).toMatchObject({ state: 'completed' });
      const shown = await thread.until('the task is shown', (each) => tasksOf(each).length > 0);
      for (const { taskId } of tasksOf(shown)) await thread.do({ type: 'thread.task.stop', taskId, force: true });
      await expectEnded(thread, stage);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a task, when the agent is killed, then the task is shown no longer, and nothing of it runs on',
    needs: ['tasks'],
    async play(thread, stage) {
      await leftRunning(thread, stage);
      await stage.strike('agent');
      await expectEnded(thread, stage);
      await nextWorks(thread, 1);
    },
  },
];
