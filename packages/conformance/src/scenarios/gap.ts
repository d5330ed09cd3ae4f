import { expect } from 'vitest';
import { phases } from '../phases.ts';
import { edit, say, wait } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { lastTurn, texts, turnsOfMessages } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { steeringUnderWay } from './steering.ts';

const group = 'Stream gap';

/** Rules 15, 16: what a gap swallowed is read back before anything live is trusted. */
export const gapScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given text in the making, when the event stream breaks and comes back, then the text is whole at the end',
    async play(thread, stage) {
      const [one, two] = [thread.name('one'), thread.name('two')];
      await thread.send([say('One, '), wait(one), say('two, '), wait(two), say('three.')]);
      await thread.until('the first part is shown', (each) => texts(each).join('') === 'One, ');
      await stage.cut('stream');
      await stage.agent.release(one);
      await stage.agent.reached(two);
      await stage.let('stream');
      await stage.agent.release(two);
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole)).toEqual(['One, two, three.']);
    },
  },
  {
    group,
    name: 'given a turn that ends while the event stream is away, then it is completed with its whole text when the stream is back',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await stage.cut('stream');
      await phases.streaming.leave(thread, stage);
      await stage.saidElsewhere(thread, phases.streaming.whole);
      await stage.let('stream');
      const whole = await thread.rest(1);
      expect(lastTurn(whole)).toMatchObject({ state: 'completed' });
      expect(texts(whole)).toEqual([phases.streaming.whole]);
    },
  },
  {
    group,
    name: 'given a permission that is asked for while the event stream is away, then it is shown when the stream is back, and can be answered',
    needs: ['permissions'],
    async play(thread, stage) {
      const gate = thread.name('gate');
      await thread.send([say('May I? '), wait(gate), edit(thread.name('made'), 'made')], [say('Done.')]);
      await thread.until('the text is shown', (each) => texts(each).join('') === 'May I? ');
      await stage.cut('stream');
      await stage.agent.release(gate);
      await stage.let('stream');
      await thread.answer(await thread.asked(), { kind: 'decision', decision: 'allow' });
      expect(lastTurn(await thread.rest(1))).toMatchObject({ state: 'completed' });
    },
  },
  {
    group,
    name: 'given a steered message on its way, when the turn is stopped while the event stream is away and the agent then begins anew with the message, then each is a turn of its own, and the stop ends both',
    needs: ['steer'],
    async play(thread, stage) {
      const gate = thread.name('own');
      await steeringUnderWay(thread, stage, wait(gate));
      await stage.cut('stream');
      await thread.stop();
      await stage.aborted(thread);
      await stage.let('prompt');
      await stage.agent.reached(gate);
      await stage.let('stream');
      const stopped = await thread.rest(2);
      expect(stopped.turns.map(({ state, cause }) => [state, cause])).toEqual([
        ['interrupted', 'user'],
        ['interrupted', 'user'],
      ]);
      expect(turnsOfMessages(stopped)).toEqual([0, 1]);
      expect(texts(stopped).join('')).toBe(phases.streaming.said);
      await nextWorks(thread, 2);
    },
  },
];
