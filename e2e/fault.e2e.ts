import { gate, script, status, text } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';
import { until } from './harness/until.ts';

test('a model failure ends the turn with its reason, and the next turn works', async ({ thread, key }) => {
  await thread.send(
    script(key)
      .step(status(401, { body: { error: { message: 'the key was refused', type: 'auth' } } }))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'error');
  await thread.expectWord('failed');
  await expect(thread.turn(1)).toContainText('the key was refused');
  await thread.send(script(`${key}n`).step(text('Works again.')).toPrompt());
  await thread.expectTurn(2, 'completed');
});

test('kill -9 of OpenCode in mid-turn: interrupted, the shown text stays, the next turn works in the same conversation', async ({
  thread,
  api,
  plumbline,
  key,
}) => {
  await thread.send(script(key).step(text('Shown before the kill'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Shown before the kill');
  const victim = plumbline.process('opencode');
  if (victim === null) throw new Error('OpenCode has no record.');
  process.kill(victim.pid, 'SIGKILL');
  await thread.expectTurn(1, 'interrupted');
  await expect(thread.items('assistant').last()).toContainText('Shown before the kill');
  const { turns } = await api.thread.get.query({ threadId: thread.id });
  expect(turns[0]).toMatchObject({ state: 'interrupted', cause: 'exit' });

  await thread.send(script(`${key}n`).step(text('A new process, the same thread.')).toPrompt());
  await thread.expectTurn(2, 'completed', 60_000);
  expect(plumbline.process('opencode')?.pid).not.toBe(victim.pid);
});

test('kill -9 of the practice model in mid-turn: the turn ends or goes on, and never lies', async ({ thread, plumbline, key }) => {
  await thread.send(script(key).step(text('Before the model died'), gate(key), text(', and after.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Before the model died');
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
  await thread.expectTurn(1, 'completed', 45_000);
  await expect(thread.items('assistant').last()).toHaveText(/Before the model died, and after\./);
  await expect(thread.items('assistant')).toHaveCount(1);
});
