import { expect } from 'vitest';
import { phases } from '../phases.ts';
import { say, wait } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { isAtRest, lastTurn, type Thread, texts, turnsOfMessages } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { expectOneTurn, steered, steeringUnderWay, turned } from './steering.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Steer';

/** Rules 25, 26: a steered message belongs to the turn that it came into, or is a turn of its own; it is never lost and never there twice. */
export const steerScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given a turn in a tool, when a message is steered in, then the agent takes it into that very turn',
    needs: ['steer', ...phases.inTool.needs],
    async play(thread, stage) {
      await phases.inTool.enter(thread, stage);
      await steered(thread);
      await phases.inTool.leave(thread, stage);
      await expectOneTurn(thread, phases.inTool.said);
    },
  },
  {
    group,
    name: 'given a turn while text streams, when a message is steered in, then the text is said to its end, and the same turn goes on with the message',
    needs: ['steer'],
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await steered(thread);
      await phases.streaming.leave(thread, stage);
      await expectOneTurn(thread, phases.streaming.whole);
    },
  },
  {
    group,
    name: 'given an agent that refuses a steered message, then it comes back, the turn goes on to its end, and the next message works',
    needs: ['steer'],
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.refuse('prompt');
      await thread.sendAs('steer', [say(turned)]);
      const refused = await thread.until('it comes back', ({ queue }) => queue.messages[0]?.state === 'returned');
      expect(refused.queue.messages).toMatchObject([{ reason: 'refused', seen: 'no' }]);
      expect(refused.state.turn).toMatchObject({ state: 'running' });
      await stage.let('prompt');
      await phases.streaming.leave(thread, stage);
      expect(lastTurn(await thread.rest(1))).toMatchObject({ state: 'completed' });
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a steered message on its way, when the turn ends before the agent has it, then it is a turn of its own',
    needs: ['steer'],
    async play(thread, stage) {
      await steeringUnderWay(thread, stage);
      await phases.streaming.leave(thread, stage);
      await thread.until('the first turn has ended', ({ turns }) => turns[0]?.state === 'completed');
      await stage.let('prompt');
      const rested = await thread.rest(2);
      expect(rested.turns.map(({ state }) => state)).toEqual(['completed', 'completed']);
      expect(turnsOfMessages(rested)).toEqual([0, 1]);
      expect(texts(rested)).toEqual([phases.streaming.whole, turned]);
    },
  },
  {
    group,
    name: 'given turns at their ends, when messages are steered in at that very moment, then each is answered once',
    needs: ['steer'],
    async play(thread, stage) {
      for (let round = 1; round <= 5; round += 1) await steerAtTheEnd(thread, stage, round);
    },
  },
  {
    group,
    name: 'given a steered message that the agent has, when the user stops the turn, then both end, and the agent does not come back to it',
    needs: ['steer', ...phases.inTool.needs],
    async play(thread, stage) {
      await phases.inTool.enter(thread, stage);
      await steered(thread);
      await thread.stop();
      const stopped = await thread.rest(1);
      expect(stopped.turns).toMatchObject([{ state: 'interrupted', cause: 'user' }]);
      expect(turnsOfMessages(stopped)).toEqual([0, 0]);
      expect(texts(stopped).join('')).toBe(phases.inTool.said);
      await noCommandLeft(thread, stage);
      await nextWorks(thread, 1);
      expect(texts(await thread.get())).not.toContain(turned);
    },
  },
  {
    group,
    name: 'given a steered message on its way, when the user stops the turn, then nothing of either runs on, and the next message works',
    needs: ['steer'],
    async play(thread, stage) {
      await steeringUnderWay(thread, stage, wait(thread.name('never')));
      await thread.stop();
      await thread.until('the first turn has ended', ({ turns }) => turns[0]?.state === 'interrupted');
      await stage.let('prompt');
      const stopped = await thread.rest(2);
      expect(stopped.turns.map(({ state, cause }) => [state, cause])).toEqual([
        ['interrupted', 'user'],
        ['interrupted', 'user'],
      ]);
      expect(texts(stopped).join('')).toBe(phases.streaming.said);
      await nextWorks(thread, 2);
    },
  },
];

/** The turn is let go on to its end and a message steered in at once: it may come before the end, or after it. */
async function steerAtTheEnd(thread: Thread, stage: Stage, round: number): Promise<void> {
  const [gate, answer] = [thread.name(`gate-${round}`), `Answer ${round}.`];
  await thread.send([say(`Turn ${round}, `), wait(gate), say('ended.')]);
  await stage.agent.reached(gate);
  await thread.running();
  await Promise.all([stage.agent.release(gate), thread.sendAs('steer', [say(answer)])]);
  const rested = await thread.until(`"${answer}" is said, and the thread rests`, (each) => texts(each).at(-1) === answer && isAtRest(each));
  expect(rested.turns.map(({ state }) => state)).toEqual(rested.turns.map(() => 'completed'));
  expect(texts(rested).filter((text) => text === answer)).toHaveLength(1);
}
