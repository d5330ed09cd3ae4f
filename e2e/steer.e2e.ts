import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
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
