import { expect } from 'vitest';
import { phases } from '../phases.ts';
import { type Act, say } from '../play.ts';
import type { Stage } from '../stage/stage.ts';
import { type Thread, texts, turnsOfMessages } from '../stage/thread.ts';

/** What the agent says to the steered message. */
export const turned = 'Turned.';

/** A message is steered into the turn that runs, and the agent has it. */
export async function steered(thread: Thread): Promise<void> {
  expect((await thread.sendAs('steer', [say(turned)])).fate).toBe('steered');
  await thread.until('the agent has the steered message', ({ queue }) => queue.messages.length === 0);
}

/** A message is on its way into the turn that runs: nobody knows whether the agent has it. `before`: what the agent does before it answers it. */
export async function steeringUnderWay(thread: Thread, stage: Stage, ...before: readonly Act[]): Promise<void> {
  await phases.streaming.enter(thread, stage);
  await stage.holdBack('prompt', () => thread.sendAs('steer', [...before, say(turned)]));
}

/** One turn has both messages, and says something to both. What it says of the first after the second has come is the agent's own affair. */
export async function expectOneTurn(thread: Thread, before: string): Promise<void> {
  const whole = await thread.rest(1);
  expect(whole.turns).toMatchObject([{ state: 'completed' }]);
  expect(turnsOfMessages(whole)).toEqual([0, 0]);
  expect(whole.queue.messages).toEqual([]);
  const said = texts(whole);
  expect([said[0], said.at(-1)]).toEqual([before, turned]);
  expect(said.filter((text) => text === turned)).toHaveLength(1);
}

/** Among threads that are hit together: it must come before those that are held up at the same call, and after those that hand one over. */
export const underWayOrder = (phases.retrying.order + phases.handed.order) / 2;
