import { script, text, tool } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { expect, test } from './harness/test.ts';

test('the access of a new thread holds from its first turn on, and can be changed for the next', async ({ workbench, project, key }) => {
  const { page } = workbench;
  const command = (name: string) =>
    script(`${key}${name}`)
      .step(tool('bash', { command: 'echo done', description: 'say' }))
      .step(text('Said.'))
      .toPrompt();
  await page.goto(`/projects/${project.projectId}/new`);
  const access = page.getByRole('combobox', { name: 'Access' });
  await access.selectOption({ label: 'Ask first' });
  await workbench.send(command('a'));
  await workbench.expectWord('needs-you', 60_000);
  await expect(page.locator('[data-request-state="open"]').first()).toContainText('echo done');
  await expect(access).toHaveValue('ask');
  await access.selectOption({ label: 'Allow all' });
  await expect(workbench.items('notice')).toContainText('From the next turn on');
  await page
    .getByRole('button', { name: /^Allow(?! always)/ })
    .first()
    .click();
  await workbench.expectTurn(1, 'completed');
  await workbench.send(command('b'));
  await workbench.expectTurn(2, 'completed');
  await expect(page.locator('[data-request-state="open"]')).toHaveCount(0);
  await checkAccess(page, 'a thread with its pickers');
});
