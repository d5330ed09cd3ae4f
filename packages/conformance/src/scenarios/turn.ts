import { expect } from 'vitest';
import { settled } from '../phases.ts';
import { run, say, think, wait } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { lastTurn, texts } from '../stage/thread.ts';

const long = 'Many words stream by, and not one of them may be lost. '.repeat(200);

export const turnScenarios: readonly Scenario[] = [
  {
    group: 'Start',
    name: 'given a new thread, when a message is sent, then its turn runs and is completed by the agent',
    async play(thread) {
      await settled(thread);
      const rested = await thread.get();
      expect(rested.turns).toMatchObject([{ state: 'completed', cause: 'provider', origin: 'user' }]);
      expect(rested.session).toMatchObject({ status: 'ready', epoch: 1 });
    },
  },
  {
    group: 'Start',
    name: 'given a new thread, when two messages are sent at once, then one session is made and two turns follow one another',
    async play(thread, stage) {
      await Promise.all([thread.send([say('One.')]), thread.send([say('Two.')])]);
      const rested = await thread.rest(2);
      expect([...texts(rested)].toSorted()).toEqual(['One.', 'Two.']);
      expect(rested.session.epoch).toBe(1);
      expect((await stage.agent.history(thread))?.sessions).toBe(1);
    },
  },
  {
    group: 'Start',
    name: 'given a command that was carried out, when it is sent again under its id, then it is not carried out again',
    async play(thread, stage) {
      const text = stage.agent.message(thread.play([say('Once.')]), thread.directory);
      const id = thread.name('command');
      const first = await thread.do({ type: 'thread.turn.start', text }, id);
      const again = await thread.do({ type: 'thread.turn.start', text }, id);
      expect(again.messageId).toBe(first.messageId);
      expect(texts(await thread.rest(1))).toEqual(['Once.']);
    },
  },
  {
    group: 'Start',
    name: 'given a session of which the agent refuses to make one, then the turn fails with a reason, the message comes back, and the next works',
    async play(thread, stage) {
      await stage.refuse('bind');
      await thread.send([say('Never.')]);
      const failed = await thread.rest(1);
      expect(lastTurn(failed)).toMatchObject({ state: 'error' });
      expect(failed.queue.messages).toMatchObject([{ state: 'returned', reason: 'bind-failed', seen: 'no' }]);
      await stage.let('bind');
      await thread.send([say('Now.')]);
      expect(texts(await thread.rest(2))).toEqual(['Now.']);
    },
  },
  {
    group: 'Start',
    name: 'given an agent that refuses a prompt, then the turn fails with a reason, the message comes back, and the next works',
    async play(thread, stage) {
      await settled(thread);
      await stage.refuse('prompt');
      await thread.send([say('Never.')]);
      const failed = await thread.rest(2);
      expect(lastTurn(failed)).toMatchObject({ state: 'error', failure: { code: 'PROVIDER_REFUSED' } });
      expect(failed.queue.messages).toMatchObject([{ state: 'returned', reason: 'refused' }]);
      await stage.let('prompt');
      await thread.send([say('Now.')]);
      expect(texts(await thread.rest(3)).at(-1)).toBe('Now.');
    },
  },
  {
    group: 'Stream',
    name: 'given an answer in many pieces, then it is shown as it grows, and is whole at the end',
    async play(thread, stage) {
      const gate = thread.name('gate');
      await thread.send([say(long, 300), wait(gate), say('The end.')]);
      await thread.until('the first part is shown', (each) => texts(each).join('') === long);
      await stage.agent.release(gate);
      expect(texts(await thread.rest(1))).toEqual([`${long}The end.`]);
    },
  },
  {
    group: 'Stream',
    name: 'given reasoning before an answer, then it is an item of its own',
    needs: ['think'],
    async play(thread) {
      await thread.send([think('Let me see.'), say('I see.')]);
      const rested = await thread.rest(1);
      expect(rested.items.flatMap((item) => (item.kind === 'tool' ? [] : [[item.kind, item.text]])).slice(1)).toEqual([
        ['reasoning', 'Let me see.'],
        ['assistant', 'I see.'],
      ]);
    },
  },
  {
    group: 'Tool',
    name: 'given a command that fails, then its output and exit code are told, and the turn goes on',
    needs: ['commands'],
    async play(thread) {
      await thread.send([run('echo made; exit 4')], [say('So it is.')]);
      const rested = await thread.rest(1);
      const [tool] = rested.items.filter((item) => item.kind === 'tool');
      expect(tool).toMatchObject({ status: 'done', exitCode: 4, output: { preview: expect.stringContaining('made') } });
      expect(texts(rested)).toEqual(['So it is.']);
    },
  },
  {
    group: 'Tool',
    name: 'given three commands in one step, then each is an item of its own, in order',
    needs: ['commands'],
    async play(thread) {
      await thread.send([run('echo one'), run('echo two'), run('echo three')], [say('Done.')]);
      const rested = await thread.rest(1);
      const outputs = rested.items.flatMap((item) => (item.kind === 'tool' ? [item.output.preview.trim()] : []));
      expect(outputs).toEqual(['one', 'two', 'three']);
    },
  },
];
