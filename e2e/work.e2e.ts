import { readFile } from 'node:fs/promises';
import type { Download } from '@playwright/test';
import { threadExport } from '@plumbline/api';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { expect, practiceOf, test } from './harness/test.ts';
import type { Workbench } from './harness/workbench.ts';

const menuOf = (thread: Workbench) => thread.page.getByRole('button', { name: 'More for this thread' });

async function choose(thread: Workbench, name: string): Promise<void> {
  await menuOf(thread).click();
  await thread.page.getByRole('menuitem', { name }).click();
}

test('a thread is exported as Markdown and as JSON', async ({ thread, key }) => {
  const { page } = thread;
  await thread.send(
    script(key)
      .step(tool('bash', { command: 'seq 1 9999', description: 'Count' }))
      .step(text('**Done**'))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'completed', 60_000);
  const download = async (name: string): Promise<{ readonly file: Download; readonly content: string }> => {
    const [file] = await Promise.all([page.waitForEvent('download'), choose(thread, name)]);
    return { file, content: await readFile(await file.path(), 'utf8') };
  };
  const markdown = await download('Export as Markdown');
  expect(markdown.file.suggestedFilename()).toMatch(/^[\p{L}\p{N}-]+\.md$/u);
  expect(markdown.content).toContain('**Done**');
  expect(markdown.content).toMatch(/\*A part of [\d,]+ bytes\.\*/);
  const json = await download('Export as JSON');
  expect(json.file.suggestedFilename()).toMatch(/\.json$/);
  const file = threadExport.parse(JSON.parse(json.content));
  expect(file.thread.threadId).toBe(thread.id);
  expect(file.turns[0]).toMatchObject({ state: 'completed', cause: 'provider' });
  expect(file.turns[0]?.items.at(-1)).toMatchObject({ kind: 'assistant', text: '**Done**' });
});

test('a deleted thread is out of view at once, comes back by undo, and goes when the time is over, which stands still under the pointer', async ({
  thread,
  api,
}) => {
  const { page } = thread;
  await page.clock.install();
  await page.reload();
  const row = page.locator(`a[href="/threads/${thread.id}"]`);
  const toast = page.locator('[data-toast="waiting"]');
  const there = () =>
    api.thread.get.query({ threadId: thread.id }).then(
      () => true,
      () => false,
    );
  await expect(row.first()).toBeVisible();
  await choose(thread, 'Delete');
  await expect(page).toHaveURL(/\/$/);
  await toast.hover(); // what is looked at here takes longer than the time that it has
  await expect(toast).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: 'deleted' })).toHaveCount(1);
  expect(await there(), 'nothing is sent while it can be taken back').toBe(true);
  await checkAccess(page, 'the note that a thread is deleted');

  await page.locator('body').press('Control+z');
  await expect(page).toHaveURL(new RegExp(thread.id));
  await expect(row.first()).toBeVisible();
  await expect(toast).toHaveCount(0);

  await choose(thread, 'Delete');
  await toast.hover();
  await page.clock.fastForward(60_000);
  await expect(toast).toBeVisible();
  expect(await there()).toBe(true);
  await page.mouse.move(5, 500);
  await page.clock.fastForward(60_000);
  await expect.poll(there).toBe(false);
  await expect(page.locator('[data-toast]')).toHaveCount(0);
});

test('a thread at work says that it is stopped with its removal, and leaving the page sends that', async ({ thread, api, key }) => {
  const { page } = thread;
  await thread.send(script(key).step(text('At work'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('At work');
  await choose(thread, 'Stop and delete');
  await expect(page.locator('[data-toast="waiting"]')).toContainText('Its agent is stopped when this note closes.');
  expect((await api.thread.get.query({ threadId: thread.id })).session.status).toBe('running');
  await page.goto('about:blank');
  await expect
    .poll(
      () =>
        api.thread.get.query({ threadId: thread.id }).then(
          ({ session }) => session.status,
          (error) => error.data?.reason,
        ),
      {
        timeout: 30_000,
      },
    )
    .toBe('THREAD_NOT_FOUND');
});

test('a thread is forked after a turn: the fork has what came before, the agent in it knows that alone, and both go on', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page } = thread;
  for (const [at, word] of ['One.', 'Two.'].entries()) {
    await thread.send(script(`${key}${at}`).step(text(word)).toPrompt());
    await thread.expectTurn(at + 1, 'completed');
  }
  await thread.turn(1).hover();
  await thread.turn(1).getByRole('button', { name: 'Fork from here' }).click();
  await expect(page).not.toHaveURL(new RegExp(thread.id));
  await expect(thread.turns).toHaveCount(1);
  await expect(thread.items('assistant')).toHaveText(['One.']);
  await expect(page.getByText('Forked here from')).toBeVisible();
  await thread.expectWord('new');
  await checkAccess(page, 'a fork');

  await thread.send(script(`${key}f`).step(text('Another two.')).toPrompt());
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('assistant')).toHaveText(['One.', 'Another two.']);
  const [request] = await (await practiceOf(plumbline)).requests({ key: `${key}f` });
  expect(
    request?.lastUserTexts.map((each) => /"key":"([^"]+)"/.exec(each)?.[1]),
    'what the model was given',
  ).toEqual([`${key}0`, `${key}f`]);
  await page.reload();
  await expect(thread.items('assistant')).toHaveText(['One.', 'Another two.']);

  await page.getByRole('main').getByRole('link').filter({ hasText: 'practice' }).click();
  await expect(page).toHaveURL(new RegExp(`${thread.id}.*turn=1`));
  await expect(thread.items('assistant')).toHaveText(['One.', 'Two.']);
});

test('what was asked is asked again: the last message on the thread, an older one in a fork that ends before it', async ({
  thread,
  key,
}) => {
  const { page } = thread;
  await thread.send(script(key).step(text('At work'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('At work');
  await thread.stopButton.click();
  await thread.expectTurn(1, 'interrupted');
  const retry = thread.items('user').first().getByRole('button', { name: 'Retry' });
  await retry.focus();
  await expect(retry.locator('..'), 'seen when it is reached by keyboard').toHaveCSS('opacity', '1');
  await page.keyboard.press('Enter');
  await expect(thread.turns).toHaveCount(2);
  await expect(thread.items('assistant').last()).toContainText('At work');
  await thread.stopButton.click();
  await thread.expectTurn(2, 'interrupted');
  await thread.send(script(`${key}c`).step(text('Third.')).toPrompt());
  await thread.expectTurn(3, 'completed');

  await thread.items('user').last().hover();
  await thread.items('user').last().getByRole('button', { name: 'Edit message' }).click();
  await expect(thread.composer).toHaveValue(/Third/);
  await thread.composer.fill('');

  await thread.items('user').nth(1).hover();
  await thread.items('user').nth(1).getByRole('button', { name: 'Edit in a fork' }).click();
  const editor = page.getByRole('textbox', { name: 'Edit the message' });
  await expect(editor).toHaveValue(/At work/);
  await checkAccess(page, 'an older message that is edited');
  await editor.press('Escape');
  await expect(editor).toHaveCount(0);
  await thread.items('user').nth(1).hover();
  await thread.items('user').nth(1).getByRole('button', { name: 'Edit in a fork' }).click();
  await editor.fill(script(`${key}e`).step(text('Otherwise.')).toPrompt());
  await page.getByRole('button', { name: 'Send in a fork' }).click();
  await expect(page).not.toHaveURL(new RegExp(thread.id));
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('assistant').last()).toContainText('Otherwise.');
  await expect(thread.turns).toHaveCount(2);
});
