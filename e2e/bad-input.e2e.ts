import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf } from '@plumbline/client';
import { script, text, truncate } from '@plumbline/practice-model';
import { expect, test } from './harness/test.ts';
import { until } from './harness/until.ts';

/** The typed code of a refused call; fails when the call is not refused. */
async function reasonOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { reason, message, remedy } = failureOf(error);
    expect(message, 'says what is wrong').not.toBe('');
    expect(remedy, 'says what to do').toBeTruthy();
    return reason ?? 'no reason';
  }
  throw new Error('The call was not refused.');
}

test('unknown ids, wrong types and oversized texts are typed refusals, and leave nothing behind', async ({ api, project }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  const before = await api.thread.get.query({ threadId });
  expect(await reasonOf(api.thread.get.query({ threadId: 'thr_unknown' }))).toBe('THREAD_NOT_FOUND');
  expect(await reasonOf(api.thread.turn.start.mutate({ threadId: 'thr_unknown', text: 'hello' }))).toBe('THREAD_NOT_FOUND');
  expect(await reasonOf(api.thread.create.mutate({ projectId: 'prj_unknown' }))).toBe('PROJECT_NOT_FOUND');
  expect(await reasonOf(api.thread.turn.start.mutate({ threadId, text: '   ' }))).toBe('MESSAGE_EMPTY');
  expect(await reasonOf(api.thread.turn.start.mutate({ threadId, text: 'x'.repeat(1_000_001) }))).toBe('TEXT_TOO_LARGE');
  expect(await reasonOf(api.thread.turn.start.mutate({ threadId, text: 7 as unknown as string }))).toBe('INPUT_INVALID');
  expect(await reasonOf(api.thread.request.respond.mutate({ threadId, requestId: 'req_unknown', decision: 'allow' }))).toBe(
    'REQUEST_NOT_FOUND',
  );
  expect(await reasonOf(api.thread.queue.remove.mutate({ threadId, messageId: 'msg_unknown' }))).toBe('MESSAGE_NOT_FOUND');
  expect(await api.thread.get.query({ threadId })).toEqual({ ...before, cursor: expect.any(String) });
});

test('a command id is good for one command: the same again is the same answer, another one a conflict', async ({ api, project }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  const commandId = crypto.randomUUID();
  const first = await api.thread.rename.mutate({ threadId, title: 'A name', commandId });
  const again = await api.thread.rename.mutate({ threadId, title: 'A name', commandId });
  expect(again.version).toBe(first.version);
  expect(await reasonOf(api.thread.rename.mutate({ threadId, title: 'Another name', commandId }))).toBe('COMMAND_CONFLICT');
});

test('project paths must be absolute directories that exist', async ({ api, plumbline }) => {
  const file = join(plumbline.base, 'a-file');
  writeFileSync(file, '');
  for (const path of ['relative/path', join(plumbline.base, 'missing'), file, '', '/proc/self/mem'])
    expect(['PROJECT_PATH_INVALID', 'INPUT_INVALID'], path).toContain(await reasonOf(api.project.add.mutate({ path })));
});

test('a project directory deleted later: the turn says so, the message is not lost, and a new path mends it', async ({
  api,
  plumbline,
  project,
  key,
}) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  rmSync(project.path, { recursive: true });
  await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('Here.')).toPrompt() });
  const get = () => api.thread.get.query({ threadId });
  await until(async () => (await get()).turns.at(-1)?.state === 'error', { what: 'the turn fails', within: 40_000 });
  const { turns, queue } = await get();
  expect(turns.at(-1)?.failure?.code).toBe('PROJECT_DIRECTORY_MISSING');
  expect(queue.messages).toMatchObject([{ state: 'returned', seen: 'no' }]);
  const listed = (await api.project.list.query()).projects.find(({ projectId }) => projectId === project.projectId);
  expect(listed?.available).toBe(false);

  await api.project.update.mutate({ projectId: project.projectId, path: plumbline.directory(`moved-${key}`) });
  await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('Here.')).toPrompt() });
  await until(async () => (await get()).turns.at(-1)?.state === 'completed', { what: 'the next turn works', within: 40_000 });
});

test('a model that ends its answers without a reason, for ever, is stopped by the guard', async ({ api, project, key }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('And again'), truncate()).loop().toPrompt() });
  const get = () => api.thread.get.query({ threadId });
  await until(async () => (await get()).turns.at(-1)?.state === 'error', { what: 'the guard ends the turn', within: 60_000 });
  const { turns, session } = await get();
  expect(turns.at(-1)).toMatchObject({ state: 'error', cause: 'guard', failure: { code: 'RUNAWAY' } });
  expect(session.status).not.toBe('running');
});
