import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { copyPicture, dragFiles } from './harness/files.ts';
import { expect, practiceOf, test } from './harness/test.ts';

function write(project: string, path: string, content: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), content);
}

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

test('on a phone the composer is one row: the pickers are a button and a sheet, by keyboard too, and Esc closes that and stops nothing', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page, composer } = thread;
  await page.setViewportSize({ width: 390, height: 844 });
  await thread.send(script(key).step(text('One moment. '), gate(key), text('Done.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('One moment.', { timeout: 60_000 });
  await composer.fill('What else can be done');
  const row = page.locator('.composer-row');
  for (const name of ['Attach files', 'Interrupt and send', 'Steer', /^Queue/])
    await expect(row.getByRole('button', { name })).toBeVisible();
  await expect(row.getByRole('button')).toHaveCount(5);
  const middles = await row
    .getByRole('button')
    .evaluateAll((buttons) =>
      buttons.map((button) => Math.round(button.getBoundingClientRect().top + button.getBoundingClientRect().height / 2)),
    );
  expect(new Set(middles).size, 'one row').toBe(1);
  expect(await row.evaluate((element) => element.scrollWidth <= element.clientWidth), 'nothing sticks out').toBe(true);

  await page.getByRole('button', { name: 'Model, mode and access: Practice, Build, As configured' }).press('Enter');
  const sheet = page.getByRole('group', { name: 'Model, mode and access' });
  await expect(sheet.getByRole('combobox', { name: 'Model' })).toBeFocused();
  await checkAccess(page, 'the sheet of a phone');
  await sheet.getByRole('combobox', { name: 'Access' }).selectOption({ label: 'Ask first' });
  await expect(sheet).toContainText('from the next turn on');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(thread.state).toHaveAttribute('data-word', 'working');
  await expect(page.getByRole('button', { name: 'Model, mode and access: Practice, Build, Ask first' })).toBeFocused();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
});

test('a file is mentioned by a few letters and keys alone, and the model gets what is in it', async ({
  thread,
  project,
  plumbline,
  key,
}) => {
  const { page, composer } = thread;
  write(project.path, 'src/greeting.ts', `export const words = 'only in the file ${key}';\n`);
  write(project.path, 'src/great/other.ts', 'export {};\n');
  write(project.path, 'my notes.txt', 'notes\n');
  await composer.pressSequentially('Read @gre');
  const options = page.getByRole('listbox', { name: 'Files' }).getByRole('option');
  await expect(options).toHaveText([/^greeting\.ts/, /^other\.ts/]);
  await checkAccess(page, 'the list of files');
  await composer.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(composer).toHaveAttribute('aria-activedescendant', (await options.nth(1).getAttribute('id')) ?? 'none');
  await composer.press('ArrowUp');
  await composer.press('Enter');
  await expect(composer).toHaveValue('Read @src/greeting.ts ');
  await expect(options).toHaveCount(0);
  await composer.pressSequentially('and @notes');
  await expect(options).toHaveCount(1);
  await composer.press('Escape');
  await expect(options).toHaveCount(0);
  await expect(composer).toHaveValue('Read @src/greeting.ts and @notes');
  await composer.press('Enter');
  await thread.expectTurn(1, 'completed', 60_000);
  const requests = await (await practiceOf(plumbline)).requests();
  const got = requests.flatMap(({ lastUserTexts }) => lastUserTexts).filter((each) => each.includes(`only in the file ${key}`));
  expect(got[0]).toContain('src/greeting.ts');
});

test('a command of the project is listed and run as a turn', async ({ thread, project, key }) => {
  const { page, composer } = thread;
  write(project.path, '.opencode/command/play.md', '---\ndescription: Plays a script\n---\n$ARGUMENTS\n');
  await composer.pressSequentially('/pl');
  const option = page.getByRole('option', { name: '/play Plays a script' });
  await expect(option).toBeVisible({ timeout: 60_000 });
  await composer.press('Tab');
  await expect(composer).toHaveValue('/play ');
  await thread.send(`/play ${script(key).step(text('The command was run.')).toPrompt()}`);
  await thread.expectTurn(1, 'completed', 60_000);
  await expect(thread.items('assistant')).toHaveText('The command was run.');
  await expect(thread.items('user')).toContainText('/play practice:');
});

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

test('files go with a message: they outlive a reload, wait with it, reach the model, and open as what they are', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page, composer } = thread;
  await thread.send(script(key).step(text('One moment. '), gate(key), text('Done.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('One moment.', { timeout: 60_000 });
  await page.getByLabel('Files to attach').setInputFiles([
    { name: 'point.png', mimeType: 'image/png', buffer: png },
    {
      name: 'page.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><!-- in the file ${key} --></svg>`),
    },
    { name: 'program.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([1, 0, 2, 255]) },
  ]);
  await expect(page.locator('[data-file-state="ready"]')).toHaveCount(2);
  await expect(page.locator('[data-file-state="failed"]')).toContainText('program.bin');
  await composer.fill('Look at these');
  await composer.press('Enter');
  await expect(composer, 'what cannot go is not sent').toHaveValue('Look at these');
  await checkAccess(page, 'files at the composer');
  await page.reload();
  await expect(page.locator('[data-file-state]')).toHaveCount(2);
  await expect(composer).toHaveValue('Look at these');
  await composer.press('Enter');
  await expect(page.locator('[data-queued-state="queued"]')).toContainText('with 2 files');
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(2, 'completed', 60_000);
  const shown = thread.items('user').last();
  await expect.poll(() => shown.getByRole('img', { name: 'point.png' }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await checkAccess(page, 'a message with files');
  const link = await shown.getByRole('link', { name: /page\.svg/ }).getAttribute('href');
  const opened = await page.evaluate(async (href) => {
    const { headers } = await fetch(href);
    return [headers.get('content-type'), headers.get('x-content-type-options')];
  }, link ?? '');
  expect(opened, 'a picture that could hold a script is a text').toEqual(['text/plain; charset=utf-8', 'nosniff']);
  expect((await fetch(`${plumbline.url}${link}`)).status).toBe(401);
  const got = (await (await practiceOf(plumbline)).requests()).flatMap(({ lastUserTexts }) => lastUserTexts);
  expect(got.filter((each) => each.includes(`in the file ${key}`)).length).toBeGreaterThan(0);
});

test('files are dropped anywhere on the page, and pasted: what cannot go says why, the rest waits with its message', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page, composer } = thread;
  const at = join(plumbline.base, key);
  const file = (name: string, content: string | Buffer) => {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, name), content);
    return join(at, name);
  };
  const chip = (name: string) => page.getByRole('list', { name: 'Attached' }).getByRole('listitem').filter({ hasText: name });
  await thread.send(script(key).step(text('One moment. '), gate(key), text('Done.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('One moment.', { timeout: 60_000 });

  const field = page.locator('.message-field');
  const drop = await dragFiles(thread.items('assistant').last(), [
    file('point.png', png),
    file('notes.txt', `in the file ${key}`),
    file('long.txt', 'x'.repeat(1_000_001)),
    file('large.png', Buffer.concat([png, Buffer.alloc(10_000_001)])),
    file('program.bin', Buffer.from([1, 0, 2, 255])),
    at,
  ]);
  await expect(field, 'the composer says that it takes them').toHaveAttribute('data-dropping', 'true');
  await drop();
  await expect(field).toHaveAttribute('data-dropping', 'false');
  await expect(page.locator('[data-file-state="uploading"]')).toHaveCount(0);
  await expect(page.locator('[data-file-state="ready"]')).toHaveText([/^point\.png/, /^notes\.txt/]);
  await expect(chip('long.txt')).toContainText('A text may have 1 MB.');
  await expect(chip('large.png')).toContainText('Larger than 10 MB.');
  await expect(chip('program.bin')).toContainText('Neither an image nor a text.');
  await expect(chip(key)).toContainText('A folder, or it cannot be read.');
  await expect(page.getByText('Remove what cannot go, then send.')).toBeVisible();
  await checkAccess(page, 'files that cannot go');
  for (const name of ['long.txt', 'large.png', 'program.bin', key]) await page.getByRole('button', { name: `Remove ${name}` }).click();

  await copyPicture(page, png);
  await composer.press('Control+v');
  await expect(page.locator('[data-file-state="ready"]')).toHaveCount(3);
  await page.evaluate(() => navigator.clipboard.writeText('Words are pasted as words'));
  await composer.press('Control+v');
  await expect(composer).toHaveValue('Words are pasted as words');
  await composer.fill('');
  await composer.press('Enter');
  const queued = page.locator('[data-queued-state="queued"]');
  await expect(queued, 'without a text it is called by its files').toHaveText(/^point\.png, notes\.txt, /);
  await expect(page.locator('[data-file-state]')).toHaveCount(0);
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(2, 'completed', 60_000);
  const shown = thread.items('user').last();
  await expect(shown.getByRole('img')).toHaveCount(2);
  await expect(shown.getByRole('link', { name: /notes\.txt/ })).toBeVisible();
  const got = (await (await practiceOf(plumbline)).requests()).flatMap(({ lastUserTexts }) => lastUserTexts);
  expect(got.filter((each) => each.includes(`in the file ${key}`)).length).toBeGreaterThan(0);
});

test('what was stopped is sent again with its files', async ({ thread, plumbline, key }) => {
  const { page } = thread;
  await page.getByLabel('Files to attach').setInputFiles({ name: 'point.png', mimeType: 'image/png', buffer: png });
  await expect(page.locator('[data-file-state="ready"]')).toHaveCount(1);
  await thread.send(script(key).step(text('On and '), gate(key), text('on.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('On and', { timeout: 60_000 });
  await thread.stopButton.click();
  await thread.expectTurn(1, 'interrupted');
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(thread.turns).toHaveCount(2);
  await expect(thread.items('user').last().getByRole('img', { name: 'point.png' })).toBeVisible();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(2, 'completed');
});
