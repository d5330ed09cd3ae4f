import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { createClient } from '@plumbline/client';
import { gate, script, text } from '@plumbline/practice-model';
import type { Plumbline } from '../../e2e/harness/plumbline.ts';
import { practiceOf } from '../../e2e/harness/test.ts';
import { Workbench } from '../../e2e/harness/workbench.ts';
import type { Camera } from './camera.ts';

export interface Stage {
  readonly page: Page;
  readonly plumbline: Plumbline;
  readonly api: ReturnType<typeof createClient>;
  readonly camera: Camera;
}

/** What a newcomer sees. */
export async function firstRun({ page, camera }: Stage): Promise<void> {
  await expect(page.getByText('Try one with the practice model')).toBeVisible();
  await camera.shoot('home', ['wide-light']);
}

/** One thread after another through the states that a turn can have. */
export async function threads(stage: Stage): Promise<void> {
  const { page, plumbline, api, camera } = stage;
  const workbench = new Workbench(page, plumbline.url);
  const shop = join(plumbline.base, 'work', 'shop-api');
  cpSync(join(plumbline.dataDir, 'sample'), shop, { recursive: true });
  const { projectId } = await api.project.add.mutate({ path: shop });
  const sample = (await api.project.list.query()).projects.find((each) => each.projectId !== projectId);
  if (!sample) throw new Error('There is no sample project.');
  const begin = async (id: string) => {
    const { threadId } = await api.thread.create.mutate({ projectId: id });
    await workbench.open(threadId);
    return threadId;
  };

  await begin(sample.projectId);
  await expect(page.getByText('Nothing here yet.')).toBeVisible();
  await expect(page.locator('[data-connection="live"]')).toBeVisible();
  await camera.shoot('empty');
  await workbench.composer.fill('Explain this project');
  await workbench.composer.press('Enter');
  await workbench.expectWord('starting');
  await camera.shoot('starting');
  await workbench.expectTurn(1, 'completed', 60_000);
  await workbench.send('Write a file and run it');
  await workbench.expectTurn(2, 'completed');
  await camera.shoot('tools', ['wide-dark']);
  await page.getByRole('button', { name: 'More for this thread' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await camera.shoot('menu');
  await page.keyboard.press('Escape');

  await begin(sample.projectId);
  await workbench.send('Fail on purpose');
  await workbench.expectTurn(1, 'error');
  await camera.shoot('failed');

  await begin(projectId);
  await workbench.send('Ask me a question');
  await workbench.expectWord('needs-you');
  await camera.shoot('question');

  const asked = await begin(projectId);
  await workbench.send('Write a file and run it');
  await workbench.expectTurn(1, 'completed');
  await workbench.send('Ask me for a permission');
  await workbench.expectWord('needs-you');
  await camera.shoot('permission', ['wide-light', 'phone-dark']);

  await begin(projectId);
  await workbench.send('Think for a long time');
  await expect(workbench.items('assistant').last()).toContainText('Press Stop', { timeout: 40_000 });
  await workbench.send('Then explain this project');
  await expect(page.locator('[data-queued-state="queued"]')).toBeVisible();
  await camera.shoot('streaming', ['wide-light']);
  await page.keyboard.press('Escape');
  await workbench.expectWord('stopped');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await camera.shoot('stopped-held');

  const archived = await begin(projectId);
  await workbench.send('Explain this project');
  await workbench.expectTurn(1, 'completed');
  await page.getByRole('button', { name: 'More for this thread' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.locator('[data-toast="waiting"]').hover();
  await camera.shoot('delete-thread');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(workbench.composer).toBeVisible();
  await api.thread.archive.mutate({ threadId: archived });
  await expect(page.getByText('This thread is archived')).toBeVisible();
  await camera.shoot('archived-thread');
  await page.goto(`${plumbline.url}/archived`);
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
  await expect(page.locator('[data-connection="live"]')).toBeVisible();
  await camera.shoot('archived');
  await page.goto(`${plumbline.url}/projects/${projectId}/new`);
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeEditable();
  await camera.shoot('new-thread', ['phone-light']);
  await workbench.open(asked);
}

/** The dialogs about a project, and a directory that went away. */
export async function projectDialogs({ page, plumbline, api, camera }: Stage): Promise<void> {
  const project = (await api.project.list.query()).projects.find((each) => each.title === 'shop-api');
  if (!project) return;
  const ask = async (name: string) => {
    await page.getByRole('button', { name: 'More for shop-api' }).first().hover();
    await page.getByRole('button', { name: 'More for shop-api' }).first().click();
    await page.getByRole('menuitem', { name }).click();
  };
  await page.getByRole('button', { name: 'Add a project' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill('/home/you/nowhere');
  await page.getByRole('button', { name: 'Add project' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '/home/you/nowhere' })).toBeVisible();
  await camera.shoot('add-project');
  await page.keyboard.press('Escape');
  await ask('Remove…');
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
  await page.setViewportSize({ width: 390, height: 844 });
  await page
    .getByRole('button', { name: /list of threads|threads/i })
    .first()
    .click();
  await camera.shoot('drawer');
  await page.keyboard.press('Escape');
}

/** The server is killed under an open page. */
export async function serverAway({ page, plumbline, api, camera }: Stage): Promise<void> {
  const sample = (await api.project.list.query()).projects.find((each) => each.title !== 'shop-api');
  if (!sample) return;
  const workbench = new Workbench(page, plumbline.url);
  const { threadId } = await api.thread.create.mutate({ projectId: sample.projectId });
  await workbench.open(threadId);
  await workbench.send(
    `Tell me something\n${script('away').step(text('This much had arrived when the server went away.'), gate('away')).toPrompt()}`,
  );
  await expect(workbench.items('assistant').last()).toContainText('went away');
  await plumbline.kill();
  await expect(page.locator('[data-connection="stale"]').first()).toBeVisible({ timeout: 30_000 });
  await workbench.send('A message that could not be sent');
  await expect(page.getByText('Not sent')).toBeVisible({ timeout: 30_000 });
  await camera.shoot('stale');
  await plumbline.start();
  await (await practiceOf(plumbline)).release('away');
}

/** OpenCode is nowhere. */
export async function agentMissing({ page, camera }: Stage): Promise<void> {
  await expect(page.getByText('OpenCode', { exact: false }).first()).toBeVisible();
  await camera.shoot('agent-missing');
}
