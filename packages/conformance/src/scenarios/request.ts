import { expect } from 'vitest';
import { allDone, phases } from '../phases.ts';
import { ask, edit, say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { lastTurn, type Thread, texts } from '../stage/thread.ts';

const resolved = async (thread: Thread): Promise<void> => {
  const rested = await thread.rest(1);
  expect(lastTurn(rested)).toMatchObject({ state: 'completed' });
  expect(rested.requests).toMatchObject([{ state: 'resolved' }]);
};

export const requestScenarios: readonly Scenario[] = [
  {
    group: 'Approval',
    name: 'given a permission, when it is allowed, then the agent does it, and the turn is completed',
    needs: phases.approval.needs,
    async play(thread, stage) {
      await phases.approval.enter(thread, stage);
      expect(thread.has(thread.name('made'))).toBe(false);
      await phases.approval.leave(thread, stage);
      await resolved(thread);
      if (stage.can('files')) expect(thread.has(thread.name('made'))).toBe(true);
    },
  },
  {
    group: 'Approval',
    name: 'given a permission, when it is denied, then that one thing is not done, and the agent goes on',
    needs: ['permissions'],
    async play(thread) {
      await thread.send([edit(thread.name('made'), 'made')], [say('Then not.')]);
      await thread.answer(await thread.asked(), { kind: 'decision', decision: 'deny' });
      await resolved(thread);
      expect(thread.has(thread.name('made'))).toBe(false);
      expect(texts(await thread.get())).toEqual(['Then not.']);
    },
  },
  {
    group: 'Approval',
    name: 'given a permission, when it is denied with a reason, then the agent is told the reason',
    needs: ['permissions'],
    async play(thread) {
      await thread.send([edit(thread.name('made'), 'made')], [say('Then not.')]);
      await thread.answer(await thread.asked(), { kind: 'decision', decision: 'deny', message: 'Ask for another file.' });
      await resolved(thread);
      expect(thread.has(thread.name('made'))).toBe(false);
      const [tool] = (await thread.get()).items.filter((item) => item.kind === 'tool');
      expect(tool).toMatchObject({ output: { preview: expect.stringContaining('Ask for another file.') } });
    },
  },
  {
    group: 'Approval',
    name: 'given a permission, when it is allowed always, then what is like it is not asked for again, and elsewhere it is',
    needs: ['permissions', 'standing-permissions'],
    ownProject: true,
    async play(thread, stage) {
      await thread.send([edit(thread.name('one'), 'one')], [edit(thread.name('two'), 'two')], [say('Both.')]);
      const request = await thread.asked();
      expect(request.choices).toContain('allow-always');
      await thread.answer(request, { kind: 'decision', decision: 'allow-always' });
      await resolved(thread);
      if (stage.can('files')) expect([thread.has(thread.name('one')), thread.has(thread.name('two'))]).toEqual([true, true]);
      const elsewhere = await stage.newThread();
      await phases.approval.enter(elsewhere, stage);
      await phases.approval.leave(elsewhere, stage);
      await resolved(elsewhere);
    },
  },
  {
    group: 'Approval',
    name: 'given a permission, when it is cancelled, then the turn is interrupted as well',
    needs: ['permissions'],
    async play(thread) {
      await thread.send([edit(thread.name('made'), 'made')], [say('Never said.')]);
      await thread.answer(await thread.asked(), { kind: 'decision', decision: 'cancel' });
      const rested = await thread.rest(1);
      expect(lastTurn(rested)).toMatchObject({ state: 'interrupted' });
      expect(texts(rested)).toEqual([]);
      expect(thread.has(thread.name('made'))).toBe(false);
    },
  },
  {
    group: 'Approval',
    name: 'given two clients, when both answer, then the first answer wins, and the second is told',
    needs: ['permissions'],
    async play(thread, stage) {
      await phases.approval.enter(thread, stage);
      const request = await thread.asked();
      await stage.hold('answer');
      await thread.answer(request, { kind: 'decision', decision: 'allow' });
      await expect(thread.answer(request, { kind: 'decision', decision: 'deny' })).rejects.toMatchObject({ code: 'REQUEST_CLOSED' });
      await stage.let('answer');
      await resolved(thread);
    },
  },
  {
    group: 'Approval',
    name: 'given an answer that the agent refuses, then the request opens again with the reason, and can be answered',
    needs: ['permissions'],
    async play(thread, stage) {
      await phases.approval.enter(thread, stage);
      await stage.refuse('answer');
      await thread.answer(await thread.asked(), { kind: 'decision', decision: 'allow' });
      const [request] = (await thread.until('it is open again', ({ requests }) => requests[0]?.problem !== undefined)).requests;
      expect(request).toMatchObject({ state: 'open' });
      await stage.let('answer');
      await phases.approval.leave(thread, stage);
      await resolved(thread);
    },
  },
  {
    group: 'Approval',
    name: 'given a permission of a child, when it is allowed, then it was asked on the thread, and the turn is completed',
    needs: phases.childApproval.needs,
    async play(thread, stage) {
      await phases.childApproval.enter(thread, stage);
      await phases.childApproval.leave(thread, stage);
      await resolved(thread);
      if (stage.can('files')) expect(thread.has(thread.name('made'))).toBe(true);
      expect(texts(await thread.get())).toEqual([allDone]);
    },
  },
  {
    group: 'Question',
    name: 'given a question, when it is answered, then the agent has the answer, and the turn is completed',
    needs: ['questions'],
    async play(thread) {
      await thread.send([ask('Which colour?', 'Red', 'Green')], [say('Thank you.')]);
      const request = await thread.asked();
      expect(request).toMatchObject({ kind: 'question', questions: [{ text: 'Which colour?' }] });
      await thread.answer(request, { kind: 'answers', answers: [['Green']] });
      await resolved(thread);
    },
  },
  {
    group: 'Question',
    name: 'given a question, when it is answered with a permission’s decision, then that is refused, and it stays open',
    needs: ['questions'],
    async play(thread, stage) {
      await phases.question.enter(thread, stage);
      const wrong = thread.answer(await thread.asked(), { kind: 'decision', decision: 'allow' });
      await expect(wrong).rejects.toMatchObject({ code: 'REQUEST_ANSWER_INVALID' });
      await phases.question.leave(thread, stage);
      await resolved(thread);
    },
  },
];
