import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { expect, practiceOf, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

test('the overview has each thread by what it wants, and follows it: asked, answered, at work, done since one looked', async ({
  page,
  workbench,
  api,
  plumbline,
  project,
  key,
}) => {
  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId, title: `Export ${key}` });
  await page.goto(`${plumbline.url}/archived`);
  await expect(page.locator('[data-connection="live"]')).toBeVisible();
  await page.keyboard.press('o');
  await expect(page).toHaveURL(/\/overview$/);
  const place = (title: string) => page.getByRole('main').getByRole('region', { name: title });
  const row = (title: string) => place(title).getByRole('link', { name: `Export ${key}` });
  await expect(row('Earlier')).toBeVisible();

  const file = join(outside, 'march.csv');
  await api.thread.turn.start.mutate({
    threadId,
    text: script(key)
      .step(tool('write', { filePath: file, content: 'id' }))
      .step(text('Nearly'), gate(key))
      .toPrompt(),
  });
  await expect(row('Needs you')).toContainText(file, { timeout: 40_000 });
  await expect(page.getByRole('main').getByText(/\d+ needs? you/)).toBeVisible();
  await checkAccess(page, 'overview');

  await row('Needs you').click();
  await page.getByRole('button', { name: /^Allow/ }).click();
  await (await practiceOf(plumbline)).waitForGate(key, { timeoutMs: 30_000 });
  await page.getByRole('link', { name: /^Overview/ }).click();
  await expect(row('Working')).toHaveAttribute('data-tone', 'working');
  await (await practiceOf(plumbline)).release(key);
  await expect(row('Done since you looked')).toContainText('Done');
  await expect(row('Done since you looked').getByRole('img', { name: 'New since you looked' })).toBeVisible();
  await row('Done since you looked').click();
  await workbench.expectTurn(1, 'completed');
  await page.goBack();
  await expect(row('Earlier')).toHaveAttribute('data-unread', 'false');
});

test('what ended elsewhere is marked until one tab looks at it; then it is read in every tab, and after a reload', async ({
  browser,
  signedIn,
  api,
  plumbline,
  project,
  key,
}) => {
  const context = await browser.newContext({ storageState: signedIn });
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId, title: `Marked ${key}` });
  const one = await context.newPage();
  const other = await context.newPage();
  const mark = (page: typeof one) =>
    page
      .getByRole('navigation', { name: 'Threads' })
      .getByRole('link', { name: `Marked ${key}` })
      .getByRole('img', { name: 'New since you looked' });
  for (const page of [one, other]) {
    await page.goto(`${plumbline.url}/overview`);
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
  }
  await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('There it is.')).toPrompt() });
  for (const page of [one, other]) await expect(mark(page)).toBeVisible({ timeout: 40_000 });

  const workbench = new Workbench(one, plumbline.url);
  await one
    .getByRole('navigation', { name: 'Threads' })
    .getByRole('link', { name: `Marked ${key}` })
    .click();
  await workbench.expectTurn(1, 'completed');
  for (const page of [one, other]) await expect(mark(page)).toHaveCount(0);
  await other.reload();
  await expect(other.getByRole('main').getByRole('link', { name: `Marked ${key}` })).toHaveAttribute('data-unread', 'false');

  // Looked at while it ended, it was never news.
  await workbench.send(script(`${key}2`).step(text('And again.')).toPrompt());
  await workbench.expectTurn(2, 'completed');
  await expect(other.getByRole('main').getByRole('link', { name: `Marked ${key}` })).toHaveAttribute('data-unread', 'false');
  await context.close();
});
