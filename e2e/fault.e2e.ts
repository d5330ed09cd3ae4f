import { gate, script, status, text } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';
import { until } from './harness/until.ts';

test('a model failure ends the turn with its reason, and the next turn works', async ({ workbench, api, project, key }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(
    script(key)
      .step(status(401, { body: { error: { message: 'the key was refused', type: 'auth' } } }))
      .toPrompt(),
  );
  await workbench.expectTurn(1, 'error');
  await workbench.expectWord('failed');
  await expect(workbench.turn(1)).toContainText('the key was refused');
  await workbench.send(script(`${key}n`).step(text('Works again.')).toPrompt());
  await workbench.expectTurn(2, 'completed');
});

test('kill -9 of OpenCode in mid-turn: interrupted, the shown text stays, the next turn works in the same conversation', async ({
  workbench,
  api,
  plumbline,
  project,
  key,
}) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(script(key).step(text('Shown before the kill'), gate(key)).toPrompt());
  await expect(workbench.items('assistant').last()).toContainText('Shown before the kill');
  const victim = plumbline.process('opencode');
  if (victim === null) throw new Error('OpenCode has no record.');
  process.kill(victim.pid, 'SIGKILL');
  await workbench.expectTurn(1, 'interrupted');
  await expect(workbench.items('assistant').last()).toContainText('Shown before the kill');
  const { turns } = await api.thread.get.query({ threadId });
  expect(turns[0]).toMatchObject({ state: 'interrupted', cause: 'exit' });

  await workbench.send(script(`${key}n`).step(text('A new process, the same thread.')).toPrompt());
  await workbench.expectTurn(2, 'completed', 60_000);
  expect(plumbline.process('opencode')?.pid).not.toBe(victim.pid);
});

test('kill -9 of the practice model in mid-turn: the turn ends or goes on, and never lies', async ({
  workbench,
  api,
  plumbline,
  project,
  key,
}) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(script(key).step(text('Before the model died'), gate(key), text(', and after.')).toPrompt());
  await expect(workbench.items('assistant').last()).toContainText('Before the model died');
  const victim = plumbline.process('practice-model');
  if (victim === null) throw new Error('The practice model has no record.');
  process.kill(victim.pid, 'SIGKILL');
  // The model comes back at the same address; OpenCode retries, and its retry meets the gate again.
  await until(async () => (plumbline.process('practice-model')?.pid ?? victim.pid) !== victim.pid, {
    what: 'the practice model is back',
    within: 20_000,
  });
  const practice = await practiceOf(plumbline);
  await practice.waitForGate(key, { timeoutMs: 30_000 });
  await practice.release(key);
  await workbench.expectTurn(1, 'completed', 45_000);
  await expect(workbench.items('assistant').last()).toHaveText(/Before the model died, and after\./);
  await expect(workbench.items('assistant')).toHaveCount(1);
});
