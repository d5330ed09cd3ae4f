import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Plumbline } from './harness/plumbline.ts';
import { collectProblems, endCleanly, expect, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

test('first run: the link opens a page where one click makes a real agent write a real file', async ({ browser }) => {
  test.setTimeout(120_000);
  const plumbline = await Plumbline.launch();
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const problems: string[] = [];
  collectProblems(page, problems);
  await page.goto(plumbline.link);
  await page.waitForURL(`${plumbline.url}/**`);
  const sample = join(plumbline.dataDir, 'sample');
  const before = readdirSync(sample);
  await page.getByRole('button', { name: /write a file/i }).click();
  const workbench = new Workbench(page, plumbline.url);
  await workbench.expectTurn(1, 'completed', 60_000);
  await workbench.expectWord('done');
  expect(existsSync(join(sample, '.git'))).toBe(true);
  expect(readdirSync(sample).length).toBeGreaterThan(before.length);
  expect(problems).toEqual([]);
  await context.close();
  await endCleanly(plumbline);
});
