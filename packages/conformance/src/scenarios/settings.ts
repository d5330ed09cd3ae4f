import { expect } from 'vitest';
import { phases, settled } from '../phases.ts';
import { say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { type Thread, texts } from '../stage/thread.ts';

const group = 'Settings';

function otherModeOf({ subject: { otherMode, name } }: Stage): string {
  if (otherMode === undefined) throw new Error(`${name} does not say which other mode it has`);
  return otherMode;
}

/** In which mode the agent took each message. */
const modes = async (thread: Thread): Promise<readonly (string | undefined)[]> => (await thread.stage.agent.history(thread))?.modes ?? [];

export const settingsScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given a turn that runs, when the user chooses another mode, then the turn goes on in its own and says so, and the next turn is in the new one',
    needs: ['modes'],
    async play(thread, stage) {
      const otherMode = otherModeOf(stage);
      await phases.streaming.enter(thread, stage);
      await thread.do({ type: 'thread.configure', settings: { agent: otherMode } });
      const told = await thread.get();
      expect(told.items.at(-1)).toMatchObject({
        kind: 'notice',
        turnId: told.turns[0]?.turnId,
        text: expect.stringMatching(`^From the next turn on: .*${otherMode}`),
      });
      await phases.streaming.leave(thread, stage);
      await thread.rest(1);
      await thread.send([say('In the other mode.')]);
      const rested = await thread.rest(2);
      expect(rested.turns.map(({ state }) => state)).toEqual(['completed', 'completed']);
      expect(texts(rested)).toEqual([phases.streaming.whole, 'In the other mode.']);
      const [first, second] = await modes(thread);
      expect(first).not.toBe(otherMode);
      expect(second).toBe(otherMode);
    },
  },
  {
    group,
    name: 'given a message that waits, when the user chooses another mode before its turn, then its turn is in the new one',
    needs: ['modes'],
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await thread.send([say('It waited.')]);
      const otherMode = otherModeOf(stage);
      await thread.do({ type: 'thread.configure', settings: { agent: otherMode } });
      await phases.streaming.leave(thread, stage);
      await thread.rest(2);
      expect((await modes(thread))[1]).toBe(otherMode);
    },
  },
  {
    group,
    name: 'given a thread, when the user chooses a model that the agent does not have, then that is refused, and the next turn is as before',
    async play(thread) {
      await settled(thread);
      const { settings } = (await thread.get()).state;
      const wrong = thread.do({ type: 'thread.configure', settings: { model: 'nobody/has-this' } });
      await expect(wrong).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
      expect((await thread.get()).state.settings).toEqual(settings);
      await thread.send([say('As before.')]);
      expect((await thread.rest(2)).turns.map(({ state }) => state)).toEqual(['completed', 'completed']);
    },
  },
];
