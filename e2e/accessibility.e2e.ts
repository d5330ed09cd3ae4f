import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, status, text, tool } from '@plumbline/practice-model';
import { checkAccess as check } from './harness/access.ts';
import { expect, test } from './harness/test.ts';

test('no view breaks WCAG 2.2 AA: home, new thread, archived, menus and dialogs', async ({ page, project, plumbline, pageProblems }) => {
  void pageProblems;
  await page.goto(plumbline.url);
  const composer = page.getByRole('textbox', { name: 'Message' });
  await expect(composer).toBeEditable();
  await expect(page.getByRole('heading', { name: 'Try one with the practice model' })).toBeVisible();
  await check(page, 'home');
  await page.goto(`${plumbline.url}/projects/${project.projectId}/new`);
  await expect(composer).toBeEditable();
  await expect(page.getByRole('combobox', { name: 'Model' })).toBeVisible();
  await check(page, 'new thread');
  await page.getByRole('button', { name: 'Add a project' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill('nowhere');
  await expect(page.getByText('The path must be absolute')).toBeVisible();
  await check(page, 'add a project');
  await page.keyboard.press('Escape');
  const section = page.getByRole('region').filter({ has: page.getByRole('link', { name: /New thread in no view breaks/i }) });
  await section.getByRole('button', { name: /^More for/ }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await check(page, "a project's menu");
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await check(page, 'remove a project');
  await page.keyboard.press('Escape');
  await page.goto(`${plumbline.url}/archived`);
  await expect(page.getByRole('heading', { name: 'Archived threads' })).toBeVisible();
  await check(page, 'archived');
});

test('no state of a thread breaks WCAG 2.2 AA: empty, streaming, needs you, stopped, failed, archived', async ({
  thread,
  api,
  plumbline,
  key,
}) => {
  test.setTimeout(90_000);
  const { page } = thread;
  await expect(page.getByText('Nothing here yet.')).toBeVisible();
  await check(page, 'empty');

  await thread.send(script(key).step(text('# Words\n\n- `code`\n\n```js\nlet x = 1;\n```\n\nHalf'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Half');
  await thread.send('Waits in the queue');
  await expect(page.locator('[data-queued-state="queued"]')).toBeVisible();
  await check(page, 'streaming, with a queue');
  await page.getByRole('button', { name: 'More for this thread' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await check(page, "a thread's menu");
  await page.keyboard.press('Escape');
  await thread.stopButton.click();
  await thread.expectTurn(1, 'interrupted');
  await check(page, 'stopped, with a held queue');
  await page.getByRole('button', { name: /Remove from the queue/ }).click();

  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  await thread.send(
    script(`${key}p`)
      .step(tool('write', { filePath: join(outside, 'x.txt'), content: 'x' }))
      .step(status(400))
      .toPrompt(),
  );
  await thread.expectWord('needs-you');
  await check(page, 'needs you');
  await page.getByRole('button', { name: /^Allow/ }).click();
  await thread.expectTurn(2, 'error');
  await check(page, 'failed');

  await thread.send(
    script(`${key}q`)
      .step(tool('question', { questions: [{ question: 'Which?', header: 'Which', options: [{ label: 'This', description: 'one' }] }] }))
      .step(text('Thanks.'))
      .toPrompt(),
  );
  await thread.expectWord('needs-you');
  await check(page, 'a question');
  await thread.stopButton.click();
  await thread.expectTurn(3, 'interrupted');
  await api.thread.archive.mutate({ threadId: thread.id });
  await expect(page.getByText('This thread is archived')).toBeVisible();
  await check(page, 'archived thread');
});
