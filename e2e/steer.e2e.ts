import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { holdBack } from './harness/held-back.ts';
import { expect, practiceOf, test } from './harness/test.ts';

const wait = 'for i in $(seq 600); do [ -f go ] && break; sleep 0.1; done; echo gone';

test('a steered message goes into the running turn and is answered in it', async ({ thread, project, key }) => {
  await thread.send(
    script(key)
      .step(tool('bash', { command: wait, description: 'wait' }))
      .step(text('Not steered.'))
      .toPrompt(),
  );
  await expect(thread.items('tool')).toHaveCount(1);
  await thread.composer.fill(script(`${key}s`).step(text('Turned around.')).toPrompt());
  await thread.composer.press('Control+Enter');
  await expect(thread.items('user')).toHaveCount(2);
  await expect(thread.turns).toHaveCount(1);
  writeFileSync(join(project.path, 'go'), '');
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('Turned around.');
  await expect(thread.turns).toHaveCount(1);
});

test('interrupt and send stops the turn and goes next; what was queued stays held, and can be changed and moved', async ({
  thread,
  plumbline,
  key,
}) => {
  await thread.send(
    script(`${key}a`)
      .step(text('On and '), gate(`${key}a`), text('on.'))
      .toPrompt(),
  );
  await expect(thread.items('assistant').last()).toContainText('On and');
  await thread.send('First in the queue');
  await thread.send('Second in the queue');
  const queued = thread.page.locator('[data-queued-state="queued"]');
  await expect(queued).toHaveCount(2);
  await thread.page.getByRole('button', { name: 'Send earlier: Second in the queue' }).click();
  await expect(queued.first()).toContainText('Second in the queue');
  await thread.page.getByRole('button', { name: 'Edit: Second in the queue' }).click();
  const editor = thread.page.getByRole('textbox', { name: 'Edit what is queued' });
  await editor.fill('Changed');
  await editor.press('Enter');
  await expect(queued.first()).toContainText('Changed');

  await thread.composer.fill(script(`${key}b`).step(text('Instead.')).toPrompt());
  await thread.page.getByRole('button', { name: 'Interrupt and send', exact: true }).click();
  await thread.expectTurn(1, 'interrupted');
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('assistant').last()).toContainText('Instead.');
  await expect(queued).toHaveCount(2);
  await expect(thread.page.getByText('Held: the turn was stopped')).toBeVisible();
  await (await practiceOf(plumbline)).release(`${key}a`);
});

test('a model or mode chosen in mid-turn shows at once, is of the next turn, and the turn says so', async ({
  thread,
  api,
  plumbline,
  key,
}) => {
  const { page } = thread;
  await thread.send(script(key).step(text('With the first, '), gate(key), text('to the end.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('With the first,');
  const picker = page.getByRole('combobox', { name: 'Model' });
  const mine = await picker.inputValue();
  const other = await picker.locator(`option:not([value="${mine}"])`).first().getAttribute('value');
  if (other === null) throw new Error('There is no other model.');
  const call = await holdBack(page, 'thread.configure');
  await picker.selectOption(other);
  await expect(thread.items('notice')).toContainText(`From the next turn on: model ${other}.`);
  await expect(picker).toHaveValue(other);
  await call.release();
  await expect.poll(async () => (await api.thread.get.query({ threadId: thread.id })).state.settings.model).toBe(other);
  await expect(thread.items('notice')).toHaveCount(1);
  await picker.selectOption(mine);
  await expect(thread.items('notice')).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Mode', exact: true }).selectOption('plan');
  await expect(thread.items('notice').last()).toContainText('From the next turn on: mode plan.');
  const note = page.getByRole('group', { name: 'Model, mode and access' }).getByText('from the next turn on');
  await expect(note).toBeVisible();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
  await expect(note).toBeHidden();
  await expect(thread.items('assistant').last(), 'the turn goes on with what it was asked with').toContainText('to the end.');
});
