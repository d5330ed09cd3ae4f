import { gate, script, text } from '@plumbline/practice-model';
import { expect, test } from './harness/test.ts';

test('reconcile, force stop and stop session from the page: force says whose turns end too, and ends them', async ({
  thread,
  api,
  plumbline,
  project,
  key,
}) => {
  const { page } = thread;
  const other = await api.thread.create.mutate({ projectId: project.projectId, title: `Other ${key}` });
  await api.thread.turn.start.mutate({
    threadId: other.threadId,
    text: script(`${key}o`)
      .step(text('Beside'), gate(`${key}o`))
      .toPrompt(),
  });
  await thread.send(script(key).step(text('At work'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('At work');
  await page.getByRole('button', { name: 'More for this thread' }).click();
  await page.getByRole('menuitem', { name: 'Reconcile now' }).click();
  await thread.expectWord('working');

  // An agent that hears nothing: the stop is under way, and only force is left.
  const agent = plumbline.process('opencode');
  if (agent === null) throw new Error('OpenCode does not run.');
  process.kill(agent.pid, 'SIGSTOP');
  await thread.stopButton.click();
  await page.getByRole('button', { name: 'Force stop…' }).first().click();
  await expect(page.getByRole('alertdialog')).toContainText(`Other ${key}`);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Force stop' }).click();
  await thread.expectTurn(1, 'interrupted');
  await expect.poll(async () => (await api.thread.get.query({ threadId: other.threadId })).turns[0]?.state).toBe('interrupted');
  await thread.send(script(`${key}n`).step(text('On we go.')).toPrompt());
  await thread.expectTurn(2, 'completed', 45_000);
  await page.getByRole('button', { name: 'More for this thread' }).click();
  await page.getByRole('menuitem', { name: 'Stop session' }).click();
  await expect.poll(async () => (await api.thread.get.query({ threadId: thread.id })).session.status).toBe('stopped');
  await thread.expectWord('done');
});
