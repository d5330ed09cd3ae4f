import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TurnId } from '@plumbline/lifecycle';
import { expect } from 'vitest';
import { phases } from '../phases.ts';
import { edit, run, say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage/stage.ts';
import { type Thread, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';

const group = 'Rewind';
const needs = ['rewind', 'permissions'] as const;

/** A turn that writes a file, which the user allows. */
async function writes(thread: Thread, file: string, text: string, turns: number): Promise<void> {
  await thread.send([edit(file, text)], [say(`Wrote ${text}.`)]);
  await thread.answer(await thread.asked(), { kind: 'decision', decision: 'allow' });
  await thread.rest(turns);
}

async function rewind(thread: Thread, turn: number): Promise<void> {
  await thread.do({ type: 'thread.rewind', turnId: (await thread.get()).turns[turn - 1]?.turnId as TurnId });
}

const stands = (thread: Thread) =>
  thread.until('the turns are rewound', ({ state }) => state.rewind?.turns !== undefined && state.rewind.asked === undefined);

/** Of two turns that wrote one file, the second is rewound. Resolves to the file. */
async function secondRewound(thread: Thread): Promise<string> {
  const file = thread.name('file');
  await writes(thread, file, 'one', 1);
  await writes(thread, file, 'two', 2);
  await rewind(thread, 2);
  await stands(thread);
  return file;
}

const isUndone = (thread: Thread) => thread.until('the rewind is undone', ({ state }) => state.rewind === undefined);

const content = (thread: Thread, file: string) => (thread.has(file) ? readFileSync(join(thread.directory, file), 'utf8').trim() : null);

/** What the agent itself knows of the thread. */
const said = async (thread: Thread, stage: Stage) => (await stage.agent.history(thread))?.said ?? [];

export const rewindScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given turns that wrote a file, when the second is rewound, then the file is what it was before it; undone, it is what it was after it',
    needs,
    async play(thread) {
      const file = await secondRewound(thread);
      expect(content(thread, file)).toBe('one');
      await thread.do({ type: 'thread.rewind.undo' });
      await isUndone(thread);
      expect(content(thread, file)).toBe('two');
      await nextWorks(thread, 2);
    },
  },
  {
    group,
    name: 'given rewound turns, when the next message is sent, then the agent has them no more, the thread still shows them, and it cannot be undone',
    needs,
    async play(thread, stage) {
      const file = await secondRewound(thread);
      await nextWorks(thread, 2);
      const after = await thread.get();
      expect(after.turns.map(({ rewound }) => rewound)).toEqual([undefined, undefined, { from: 2, to: 2 }]);
      expect(texts(after)).toEqual(['Wrote one.', 'Wrote two.', 'And on it goes.']);
      expect(await said(thread, stage)).toEqual(['Wrote one.', 'And on it goes.']);
      expect(content(thread, file)).toBe('one');
      await expect(thread.do({ type: 'thread.rewind.undo' })).rejects.toMatchObject({ code: 'REWIND_FINAL' });
    },
  },
  {
    group,
    name: 'given a turn that runs, when an earlier one is to be rewound, then that is refused, names what stands in the way, and the turn goes on',
    needs,
    async play(thread, stage) {
      await thread.send([say('One.')]);
      await thread.rest(1);
      await phases.streaming.enter(thread, stage);
      await expect(rewind(thread, 1)).rejects.toMatchObject({ code: 'BLOCKED_BY_RUNNING_TURN' });
      await phases.streaming.leave(thread, stage);
      expect(texts(await thread.rest(2))).toEqual(['One.', phases.streaming.whole]);
    },
  },
  {
    group,
    name: 'given an agent that refuses to rewind, then the thread says so, no file has moved, and the next message goes on',
    needs,
    async play(thread, stage) {
      const file = thread.name('file');
      await writes(thread, file, 'one', 1);
      await stage.refuse('rewind');
      await rewind(thread, 1);
      const failed = await thread.until('the rewind has failed', ({ state }) => state.rewind?.problem !== undefined);
      expect(failed.state.rewind).toEqual({
        problem: { code: expect.any(String), message: expect.stringMatching(/\S/), retryable: expect.any(Boolean) },
      });
      await stage.calm();
      expect(content(thread, file)).toBe('one');
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a rewind that the agent has not answered, when Plumbline is killed and started again, then it takes place once',
    needs,
    strike: 'plumbline',
    order: 0,
    async given(thread, stage) {
      await thread.send([run(`echo one > ${thread.name('by-command')}`)], [say('One.')]);
      await thread.rest(1);
      await thread.send([say('Two.')]);
      await thread.rest(2);
      await stage.holdBack('rewind', () => rewind(thread, 2));
    },
    async after(thread, stage) {
      await stands(thread);
      expect(content(thread, thread.name('by-command'))).toBe('one');
      await nextWorks(thread, 2);
      expect(await said(thread, stage)).toEqual(['One.', 'And on it goes.']);
    },
  },
  {
    group,
    name: 'given turns that are rewound, when Plumbline and the agent are killed, then they are so at the next start, and the undo brings them back',
    needs,
    strike: 'both',
    order: 0,
    async given(thread) {
      await thread.send([run(`echo one > ${thread.name('by-command')}`)], [say('One.')]);
      await thread.rest(1);
      await rewind(thread, 1);
      await stands(thread);
    },
    async after(thread) {
      const after = await stands(thread);
      expect(after.state.rewind).toEqual({ turns: { from: 1, to: 1 } });
      await thread.do({ type: 'thread.rewind.undo' });
      await isUndone(thread);
      expect(texts(await thread.get())).toEqual(['One.']);
      await nextWorks(thread, 1);
    },
  },
];
