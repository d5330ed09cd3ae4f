import { createClient } from '@plumbline/client';
import { Plumbline } from './harness/plumbline.ts';
import { endCleanly, expect, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

test('OpenCode is missing: the page says what, why and what mends it, and nothing pretends to work', async ({ browser }) => {
  test.setTimeout(90_000);
  const plumbline = await Plumbline.launch({ PLUMBLINE_OPENCODE_BIN: '/nonexistent/opencode' });
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  try {
    const page = await context.newPage();
    await page.goto(plumbline.link);
    const note = page.getByRole('main').locator('[data-code="PROVIDER_MISSING"]');
    await expect(note).toContainText('OpenCode was not found');
    await expect(note).toContainText('/nonexistent/opencode');
    await expect(note.locator('code')).toHaveText('env -u PLUMBLINE_OPENCODE_BIN npm start');
    await page.getByRole('textbox', { name: 'Message' }).fill('Do something');
    await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();

    const api = createClient({ url: plumbline.url, token: plumbline.token });
    const [project] = (await api.project.list.query()).projects;
    if (!project) throw new Error('There is no sample project.');
    const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
    const workbench = new Workbench(page, plumbline.url);
    await workbench.open(threadId);
    await expect(note).toBeVisible();
    await workbench.send('Do it all the same');
    await workbench.expectTurn(1, 'error');
    await expect(workbench.turn(1)).toContainText('/nonexistent/opencode');
    await expect(page.locator('[data-queued-state="returned"]'), 'the text is kept').toContainText('Do it all the same');
    expect(plumbline.process('opencode')).toBeNull();
  } finally {
    await context.close();
    await endCleanly(plumbline);
  }
});
