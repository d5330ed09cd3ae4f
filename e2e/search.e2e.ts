import { script, text } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { expect, test } from './harness/test.ts';
import { until } from './harness/until.ts';

test('the palette finds a message in another thread, and goes to its turn', async ({ workbench, api, project, key }) => {
  const word = `Quintessence${key}`;
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId, title: `Long ago ${key}` });
  for (const turn of [1, 2, 3]) {
    const answer = turn === 1 ? `The ${word} was found.` : 'Nothing of note. '.repeat(200);
    await api.thread.turn.start.mutate({
      threadId,
      text: script(`${key}t${turn}`).step(text(answer)).toPrompt(),
    });
    await until(async () => (await api.thread.get.query({ threadId })).turns.at(turn - 1)?.state === 'completed', {
      what: `turn ${turn} is completed`,
      within: 40_000,
    });
  }
  const here = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(here.threadId);
  const { page } = workbench;
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Go to, find or do' });
  await expect(field).toBeFocused();
  await field.fill(`found ${word.slice(0, -3)}`);
  const hit = page.getByRole('option').filter({ hasText: 'was found' }).first();
  await expect(hit).toContainText(`Long ago ${key}`);
  await expect(hit.locator('mark').first()).toBeVisible();
  await checkAccess(page, 'the palette');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/threads/${threadId}?turn=1`);
  await expect(workbench.turn(1)).toBeInViewport();
  await expect(workbench.turn(1)).toContainText(word);
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
});

test('the palette goes to threads and does things by a few letters, and its keys are listed', async ({ workbench, api, project, key }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId, title: `Zanzibar ${key}` });
  const here = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(here.threadId);
  const { page } = workbench;
  await page.getByRole('button', { name: 'Search' }).click();
  await page.keyboard.type(`zanz ${key}`);
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/threads/${threadId}`);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('colours dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('keyboard shortcuts');
  await page.keyboard.press('Enter');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toContainText('Stop the turn');
  await checkAccess(page, 'the keys');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such words anywhere');
  await expect(page.getByText('Nothing has these words.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox', { name: 'Go to, find or do' })).toBeHidden();
});
