import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';

/** A day's work without a pointer. */
test('by keyboard alone: a new thread, a message, an answer, a queue, a stop, the menu, another thread', async ({
  workbench,
  plumbline,
  project,
  api,
  key,
}) => {
  test.setTimeout(150_000);
  const { page, composer } = workbench;
  const { keyboard } = page;
  const outside = join(plumbline.base, `${key}-outside`);
  mkdirSync(outside);
  const file = join(outside, 'made.txt');
  const other = await api.thread.create.mutate({ projectId: project.projectId, title: `Other ${key}` });
  const tabTo = async (name: RegExp | string) => {
    for (let step = 0; step < 60; step += 1) {
      await keyboard.press('Tab');
      const label = await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
      if (typeof name === 'string' ? label.trim() === name : name.test(label)) return;
    }
    throw new Error(`Tab never comes to ${name}`);
  };
  /** Past the list of threads, which may be long. */
  const skipToThread = async () => {
    await tabTo('Skip to the thread');
    await keyboard.press('Enter');
  };

  await page.goto(`/threads/${other.threadId}`);
  await expect(composer).toBeEditable();
  await expect(page.getByRole('navigation', { name: 'Threads' }).getByRole('link', { name: new RegExp(`Other ${key}`) })).toBeVisible();
  await composer.evaluate((field) => field.blur());
  await keyboard.press('n');
  await page.waitForURL('**/new');
  await expect(composer).toBeFocused();
  await keyboard.insertText(
    script(key)
      .step(tool('write', { filePath: file, content: 'made' }))
      .step(text('Made. '), gate(`${key}-go`), text('Never said.'))
      .toPrompt(),
  );
  await keyboard.press('Enter');
  await workbench.expectWord('needs-you', 60_000);

  await composer.evaluate((field) => field.blur());
  const card = page.locator('[data-request-state="open"]').first();
  await expect(card).toBeVisible();
  await expect(async () => {
    await keyboard.press('a');
    await expect(card).toBeHidden({ timeout: 1_000 });
  }).toPass();
  await expect(workbench.items('assistant').last()).toContainText('Made.');
  expect(existsSync(file)).toBe(true);

  await skipToThread();
  await tabTo('Message');
  await keyboard.insertText('Wait in the queue.');
  await keyboard.press('Enter');
  await expect(page.locator('[data-queued-state="queued"]')).toBeVisible();
  await keyboard.press('Escape');
  await workbench.expectTurn(1, 'interrupted');
  await skipToThread();
  await tabTo(/Remove from the queue/);
  await keyboard.press('Enter');
  await expect(page.locator('[data-queued-state]')).toHaveCount(0);

  await skipToThread();
  await tabTo('More for this thread');
  await keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await keyboard.press('r');
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await keyboard.press('Enter');
  await keyboard.press('Control+a');
  await keyboard.insertText(`Renamed ${key}`);
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Renamed ${key}`);

  await keyboard.press('Control+k');
  await keyboard.type(`other ${key}`);
  await expect(page.getByRole('option').first()).toContainText(`Other ${key}`);
  await keyboard.press('Enter');
  await page.waitForURL(`**/threads/${other.threadId}`);
  await expect(composer).toBeEditable();
  await (await practiceOf(plumbline)).release(`${key}-go`);
});
