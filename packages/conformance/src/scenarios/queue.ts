import type { MessageId } from '@plumbline/lifecycle';
import { expect } from 'vitest';
import { type Phase, phases } from '../phases.ts';
import { say } from '../play.ts';
import type { Played, Scenario } from '../scenario.ts';
import { type Thread, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';
import { noCommandLeft } from './stop.ts';

const group = 'Queue';

/** Sends a message that waits, with what the agent will say to it. */
export async function queueUp(thread: Thread, text: string): Promise<MessageId> {
  const { messageId, fate } = await thread.send([say(text)]);
  expect(fate).toBe('queued');
  if (messageId === undefined) throw new Error('the message has no id');
  return messageId;
}

/** Rule 25: interrupt-and-send is a stop with a message that goes next, alone. */
const insteadOf = ({ name, needs, enter, pass, said }: Phase): Played => ({
  group,
  name: `given a turn ${name} and a message that waits, when another is sent instead of the turn, then that one goes next, alone, and the rest is held`,
  needs,
  async play(thread, stage) {
    await enter(thread, stage);
    await queueUp(thread, 'Later.');
    expect((await thread.sendAs('interrupt', [say('Instead.')])).fate).toBe('interrupting');
    await pass?.(thread, stage);
    const rested = await thread.rest(2);
    expect(rested.turns).toMatchObject([{ state: 'interrupted', cause: 'user' }, { state: 'completed' }]);
    expect(texts(rested).join('')).toBe(`${said}Instead.`);
    expect(rested.queue).toMatchObject({ hold: { reason: 'interrupted' }, messages: [{ state: 'queued' }] });
    await noCommandLeft(thread, stage);
    await thread.do({ type: 'thread.queue.resume' });
    expect(texts(await thread.rest(3)).at(-1)).toBe('Later.');
  },
});

export const queueScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given a turn that runs, when three messages are sent, then they follow it in order, each a turn of its own',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      for (const text of ['Second.', 'Third.', 'Fourth.']) await queueUp(thread, text);
      await phases.streaming.leave(thread, stage);
      expect(texts(await thread.rest(4))).toEqual([phases.streaming.whole, 'Second.', 'Third.', 'Fourth.']);
    },
  },
  {
    group,
    name: 'given a message that waits, when the turn is stopped, then it is held, and sent when the user resumes the queue',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await queueUp(thread, 'Held.');
      await thread.stop();
      const held = await thread.rest(1);
      expect(held.queue).toMatchObject({ hold: { reason: 'interrupted' }, messages: [{ state: 'queued' }] });
      await thread.do({ type: 'thread.queue.resume' });
      expect(texts(await thread.rest(2)).at(-1)).toBe('Held.');
    },
  },
  {
    group,
    name: 'given a message that waits, when the user removes it, then the agent never gets it',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      const messageId = await queueUp(thread, 'Never.');
      await thread.do({ type: 'thread.queue.remove', messageId });
      await phases.streaming.leave(thread, stage);
      await nextWorks(thread, 1);
      expect((await stage.agent.history(thread))?.prompts.filter((prompt) => prompt.includes('Never.'))).toEqual([]);
    },
  },
  {
    group,
    name: 'given a message that waits, when the user changes it, then the agent gets the new text only',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      const messageId = await queueUp(thread, 'Old.');
      await thread.do({ type: 'thread.queue.edit', messageId, text: thread.text(thread.play([say('New.')])) });
      await phases.streaming.leave(thread, stage);
      expect(texts(await thread.rest(2))).toEqual([phases.streaming.whole, 'New.']);
      const prompts = (await stage.agent.history(thread))?.prompts ?? [];
      expect(prompts.map((prompt) => [prompt.includes('Old.'), prompt.includes('New.')])).toEqual([
        [false, false],
        [false, true],
      ]);
    },
  },
  {
    group,
    name: 'given three messages that wait, when the user moves the last before the first and the first to the end, then they are sent in the new order',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      const first = await queueUp(thread, 'First.');
      await queueUp(thread, 'Second.');
      const last = await queueUp(thread, 'Third.');
      await thread.do({ type: 'thread.queue.move', messageId: last, before: first });
      await thread.do({ type: 'thread.queue.move', messageId: first, before: null });
      await phases.streaming.leave(thread, stage);
      expect(texts(await thread.rest(4))).toEqual([phases.streaming.whole, 'Third.', 'Second.', 'First.']);
    },
  },
  {
    group,
    name: 'given a message that was just handed over, when the user changes, moves or removes it, then that is refused, and it goes as it was sent',
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      const messageId = await queueUp(thread, 'As it was sent.');
      await stage.holdBack('prompt', () => phases.streaming.leave(thread, stage));
      const refused = { code: 'MESSAGE_IN_DELIVERY' };
      await expect(thread.do({ type: 'thread.queue.edit', messageId, text: 'Changed.' })).rejects.toMatchObject(refused);
      await expect(thread.do({ type: 'thread.queue.move', messageId, before: null })).rejects.toMatchObject(refused);
      await expect(thread.do({ type: 'thread.queue.remove', messageId })).rejects.toMatchObject(refused);
      await stage.let('prompt');
      expect(texts(await thread.rest(2))).toEqual([phases.streaming.whole, 'As it was sent.']);
      await expect(thread.do({ type: 'thread.queue.edit', messageId, text: 'Late.' })).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
    },
  },
  ...[phases.handed, phases.streaming, phases.inTool, phases.approval].map(insteadOf),
];
