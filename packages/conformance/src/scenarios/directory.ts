import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { expect } from 'vitest';
import { phases, settled } from '../phases.ts';
import { say } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { lastTurn, type Thread, texts } from '../stage/thread.ts';
import { nextWorks } from './next.ts';

const group = 'Directory';

/** A message is sent; its turn fails for the directory, and it comes back. `turns`: how many had ended before. */
async function expectMissing(thread: Thread, turns: number): Promise<void> {
  await thread.send([say('Never.')]);
  const failed = await thread.rest(turns + 1);
  expect(lastTurn(failed)).toMatchObject({ state: 'error', failure: { code: 'PROJECT_DIRECTORY_MISSING' } });
  expect(failed.queue.messages).toMatchObject([{ state: 'returned', seen: 'no' }]);
  expect(thread.has('.')).toBe(false);
}

/** Rule 24: a directory that is gone has a code of its own, and can be mended. */
export const directoryScenarios: readonly Scenario[] = [
  {
    group,
    name: 'given a project whose directory is gone, when a first message is sent, then its turn fails with PROJECT_DIRECTORY_MISSING, the message comes back, and with the directory back the next works',
    ownProject: true,
    async play(thread) {
      rmSync(thread.directory, { recursive: true });
      await expectMissing(thread, 0);
      mkdirSync(thread.directory);
      await nextWorks(thread, 1);
    },
  },
  {
    group,
    name: 'given a conversation whose directory is moved away, when a message is sent, then it comes back, and with the directory back the conversation goes on',
    ownProject: true,
    async play(thread, stage) {
      await settled(thread);
      const away = `${thread.directory}-away`;
      renameSync(thread.directory, away);
      await expectMissing(thread, 1);
      renameSync(away, thread.directory);
      await nextWorks(thread, 2);
      expect((await stage.agent.history(thread))?.sessions).toBe(1);
    },
  },
  {
    group,
    name: 'given a conversation whose directory was moved, when the project is told its new path, then the message comes back, and goes on only when the user chooses to go on without the conversation',
    ownProject: true,
    async play(thread, stage) {
      await settled(thread);
      const path = `${thread.directory}-moved`;
      renameSync(thread.directory, path);
      await expectMissing(thread, 1);
      await stage.server.ask('updateProject', { projectId: thread.projectId, path });
      thread.recordLost = true;
      await thread.send([say('Elsewhere.')]);
      const lost = await thread.rest(3);
      expect(lost.queue.messages.at(-1)).toMatchObject({ state: 'returned', seen: 'no' });
      expect(lastTurn(lost)).toMatchObject({ state: 'error', failure: { code: 'SESSION_LOST' } });
      await thread.do({ type: 'thread.session.start', fresh: true });
      await nextWorks(thread, 3);
    },
  },
  {
    group,
    name: 'given a turn that runs and a message that waits, when the directory is removed, then the turn goes on to its end, and the message comes back',
    ownProject: true,
    async play(thread, stage) {
      await phases.streaming.enter(thread, stage);
      await thread.send([say('Never.')]);
      rmSync(thread.directory, { recursive: true });
      await phases.streaming.leave(thread, stage);
      const failed = await thread.rest(2);
      expect(failed.turns).toMatchObject([{ state: 'completed' }, { state: 'error', failure: { code: 'PROJECT_DIRECTORY_MISSING' } }]);
      expect(failed.queue.messages).toMatchObject([{ state: 'returned', seen: 'no' }]);
      expect(texts(failed)).toEqual([phases.streaming.whole]);
      mkdirSync(thread.directory);
      await nextWorks(thread, 2);
    },
  },
];
