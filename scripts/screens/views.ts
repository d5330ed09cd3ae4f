import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, status, text, tool } from '@plumbline/practice-model';
import { until } from '../../e2e/harness/until.ts';
import { expect, type Scene } from './scene.ts';

/** Threads of every state in one list, none of them looked at. */
export const overview: Scene = {
  pictures: ['overview'],
  async play({ page, plumbline, api, camera }) {
    await page.goto(`${plumbline.url}/overview`);
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
    const path = join(plumbline.base, 'work', 'billing');
    cpSync(join(plumbline.dataDir, 'sample'), path, { recursive: true });
    const outside = join(plumbline.base, 'work', 'exports');
    mkdirSync(outside, { recursive: true });
    const { projectId } = await api.project.add.mutate({ path });
    const begin = async (title: string, plan: ReturnType<typeof script>) => {
      const { threadId } = await api.thread.create.mutate({ projectId, title });
      await api.thread.turn.start.mutate({ threadId, text: plan.toPrompt() });
      return threadId;
    };
    const done = await begin('Round to cents only once', script('views-done').step(text('Rounded at the end.')));
    const failed = await begin('Move invoices to the new API', script('views-failed').step(status(400)));
    const write = { filePath: join(outside, 'march.csv'), content: 'id,total\n' };
    const asks = await begin('Export the invoices of March', script('views-asks').step(tool('write', write)).step(text('Done.')));
    const options = [
      { label: 'Net', description: 'without tax' },
      { label: 'Gross', description: 'with tax' },
    ];
    const question = { question: 'Shall totals be net or gross?', header: 'Totals', options };
    await begin(
      'Totals on the dashboard',
      script('views-question')
        .step(tool('question', { questions: [question] }))
        .step(text('Thanks.')),
    );
    await begin('Find the slow query', script('views-works').step(text('I measure each.'), gate('views-works')));
    await until(
      async () => {
        const { threads } = await api.thread.list.query({ projectId });
        const by = (threadId: string) => threads.find((each) => each.threadId === threadId);
        return by(done)?.latestTurn?.state === 'completed' && by(failed)?.latestTurn?.state === 'error' && by(asks)?.asks !== undefined;
      },
      { what: 'threads in each state', within: 60_000 },
    );
    const main = page.getByRole('main');
    await expect(main.getByRole('link', { name: 'Totals on the dashboard' })).toContainText('Answer');
    await expect(main.getByRole('region', { name: 'Done since you looked' })).toContainText('Move invoices');
    await camera.shoot('overview');
    await api.project.remove.mutate({ projectId });
  },
};

/** The settings page from top to bottom, and what came of its buttons. */
export const settings: Scene = {
  pictures: ['settings', 'settings-providers', 'settings-data', 'settings-sign-out'],
  async play({ page, plumbline, camera }) {
    await page.goto(`${plumbline.url}/settings`);
    await expect(page.getByRole('listitem').filter({ hasText: 'this browser' })).toBeVisible();
    await expect(page.getByRole('article').first()).toBeVisible();
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
    await camera.shoot('settings');
    await page.goto(`${plumbline.url}/settings#providers`);
    await camera.shoot('settings-providers');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.locator('[data-verified="clean"]')).toBeVisible();
    await page.locator('[data-verified="clean"]').scrollIntoViewIfNeeded();
    await camera.shoot('settings-data');
    await page.getByRole('button', { name: 'Sign out this browser…' }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await camera.shoot('settings-sign-out');
    await page.keyboard.press('Escape');
  },
};
