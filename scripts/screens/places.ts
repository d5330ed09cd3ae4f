import { rmSync } from 'node:fs';
import { gate, script, text } from '@plumbline/practice-model';
import { practiceOf } from '../../e2e/harness/test.ts';
import { sizes } from './camera.ts';
import { bench, expect, type Scene, sample } from './scene.ts';

/** What a newcomer sees: nobody may have been there. */
export const firstRun: Scene = {
  pictures: ['home'],
  async play({ page, camera }) {
    await expect(page.getByText('Try one with the practice model')).toBeVisible();
    await camera.shoot('home', { kept: ['wide-light'] });
  },
};

/** Where threads begin, and where they go. */
export const comingAndGoing: Scene = {
  pictures: ['delete-thread', 'archived-thread', 'archived', 'new-thread'],
  async play(stage) {
    const { page, plumbline, api, camera } = stage;
    const { workbench, begin, project } = await bench(stage, 'shop-api');
    const threadId = await begin();
    await workbench.send('Explain this project');
    await workbench.expectTurn(1, 'completed', 60_000);
    await page.getByRole('button', { name: 'More for this thread' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.locator('[data-toast="waiting"]').hover();
    await camera.shoot('delete-thread');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(workbench.composer).toBeVisible();
    await api.thread.archive.mutate({ threadId });
    await expect(page.getByText('This thread is archived')).toBeVisible();
    await camera.shoot('archived-thread');
    await page.goto(`${plumbline.url}/archived`);
    await expect(page.getByRole('main').getByRole('listitem')).not.toHaveCount(0);
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
    await camera.shoot('archived');
    await page.goto(`${plumbline.url}/projects/${project.projectId}/new`);
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeEditable();
    await camera.shoot('new-thread', { kept: ['phone-light'] });
  },
};

/** The dialogs about a project, and a directory that went away. */
export const projectDialogs: Scene = {
  pictures: ['add-project', 'remove-project', 'directory-missing', 'change-path', 'drawer'],
  async play(stage) {
    const { page, plumbline, camera } = stage;
    const { begin, project } = await bench(stage, 'old-site');
    await begin('Move the pages');
    await page.getByRole('button', { name: 'Add a project' }).click();
    await page.getByRole('textbox', { name: 'Path' }).fill('/home/you/nowhere');
    await page.getByRole('button', { name: 'Add project' }).click();
    await expect(page.getByRole('alert').filter({ hasText: '/home/you/nowhere' })).toBeVisible();
    await camera.shoot('add-project');
    await page.keyboard.press('Escape');
    const more = page.getByRole('button', { name: 'More for old-site' }).first();
    await more.hover();
    await more.click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await camera.shoot('remove-project');
    await page.keyboard.press('Escape');
    rmSync(project.path, { recursive: true });
    await page.goto(`${plumbline.url}/projects/${project.projectId}/new`);
    await expect(page.getByText('is missing').first()).toBeVisible();
    await camera.shoot('directory-missing');
    await page.getByRole('main').getByRole('button', { name: 'Change path…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await camera.shoot('change-path');
    await page.keyboard.press('Escape');
    await page.setViewportSize(sizes.phone);
    await page.getByRole('button', { name: 'Open the list of threads' }).click();
    await camera.shoot('drawer', { sizes: ['phone'] });
  },
};

/** The server is killed under an open page. The last scene of its server: it leaves another one. */
export const serverAway: Scene = {
  pictures: ['stale'],
  async play(stage) {
    const { page, plumbline, camera } = stage;
    const { workbench, begin } = await sample(stage);
    await begin();
    await workbench.send(
      `Tell me something\n${script('away').step(text('This much had arrived when the server went away.'), gate('away')).toPrompt()}`,
    );
    await expect(workbench.items('assistant').last()).toContainText('went away');
    await plumbline.kill();
    await expect(page.locator('[data-connection="stale"]').first()).toBeVisible();
    await workbench.send('A message that could not be sent');
    await expect(page.getByText('Not sent')).toBeVisible();
    await camera.shoot('stale');
    await plumbline.start();
    await (await practiceOf(plumbline)).release('away');
  },
};

/** OpenCode is nowhere. */
export const agentMissing: Scene = {
  pictures: ['agent-missing'],
  async play({ page, camera }) {
    await expect(page.getByText('OpenCode', { exact: false }).first()).toBeVisible();
    await camera.shoot('agent-missing');
  },
};
