import { gate, script, text, tool } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';

/** Work that outlives its turn (rule 12), and a turn of which nothing is known (rule 17). */

test('what a turn left running is a task: it has a Stop of its own, and one that does not heed it is forced', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page } = thread;
  const heeds = 'nohup sleep 4711 >/dev/null 2>&1 &';
  const deaf = `nohup sh -c 'trap "" TERM; while :; do sleep 4712; done' >/dev/null 2>&1 &`;
  await thread.send(
    script(key)
      .step(tool('bash', { command: `${heeds} ${deaf} echo started`, description: 'starts two' }))
      .step(text('Both run on.'))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'completed', 60_000);
  await thread.expectWord('task');
  const tasks = page.getByRole('list', { name: 'Left running' }).getByRole('listitem');
  await expect(tasks).toHaveCount(2);
  const first = tasks.filter({ hasText: 'sleep 4711' });
  const second = tasks.filter({ hasText: 'trap' });
  const runs = (what: string) => plumbline.processes().some(({ command }) => command.includes(what));

  await first.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(first).toHaveCount(0);
  expect(runs('sleep 4711')).toBe(false);

  await second.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(second).toContainText('Stopping');
  await expect(second, 'it is never shown as gone').toBeVisible();
  expect(runs('trap')).toBe(true);
  await second.getByRole('button', { name: 'Force stop' }).click();
  await expect(tasks).toHaveCount(0);
  expect(runs('trap')).toBe(false);
  await thread.expectWord('done');
});

test('an agent that does not answer: the page says that it does not know, and asking again tells', async ({ thread, plumbline, key }) => {
  const { page } = thread;
  await thread.send(script(key).step(text('At work, '), gate(key), text('and done.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('At work,');
  const agent = plumbline.process('opencode');
  if (agent === null) throw new Error('OpenCode does not run.');
  process.kill(agent.pid, 'SIGSTOP');
  try {
    await page.getByRole('button', { name: 'More for this thread' }).click();
    await page.getByRole('menuitem', { name: 'Reconcile now' }).click();
    await thread.expectWord('unverified');
    await expect(page.getByText('It is not known whether the agent works.')).toBeVisible();
  } finally {
    process.kill(agent.pid, 'SIGCONT');
  }
  await page.getByRole('button', { name: 'Ask it now' }).click();
  await thread.expectWord('working');
  await expect(page.getByRole('button', { name: 'Ask it now' })).toBeHidden();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
});
