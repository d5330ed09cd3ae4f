import { expect, type Locator, test } from '@playwright/test';
import { fillThreads } from '../scripts/bench/workload/long-threads.ts';
import { Plumbline } from './harness/plumbline.ts';
import { Probe } from './harness/probe.ts';
import { endCleanly } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

/** What a thread of 20,000 items may cost the browser. Counts only: times stand in docs/performance.md (`npm run bench:web`). */

let plumbline: Plumbline;
let long: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  plumbline = new Plumbline();
  plumbline.keepsLog = false;
  ({ long } = await fillThreads(plumbline.dataDir, plumbline.directory('long'), { long: 20_000 }));
  await plumbline.start();
});
test.afterAll(() => endCleanly(plumbline));

test('a thread of 20,000 items opens at its end with few bytes and few nodes, and older turns come without a jump', async ({ page }) => {
  await page.goto(plumbline.link);
  await page.waitForURL(`${plumbline.url}/`);
  const probe = await Probe.on(page, { cache: false });
  const workbench = new Workbench(page, plumbline.url);
  const before = probe.dataKb;
  const assets = page.waitForResponse((response) => response.url().includes('/_next/static/') && response.url().endsWith('.js'));
  await workbench.open(long);
  await expect(workbench.turns.last()).toBeInViewport();
  expect((await assets).headers()['cache-control']).toContain('immutable');
  await expect(page.locator('[data-connection="live"]').first()).toBeVisible();

  expect(probe.dataKb - before, 'kB of data').toBeLessThanOrEqual(300);
  expect(await probe.nodes(), 'nodes').toBeLessThanOrEqual(2_000);
  expect((await probe.observed()).shift, 'layout shift').toBeLessThan(0.01);

  const timeline = page.getByRole('region', { name: 'Timeline' });
  const shown = await workbench.turns.count();
  for (let step = 0; step < 12; step += 1) {
    const first = await oldest(workbench);
    const turn = page.locator(`[data-turn="${first}"]`);
    await timeline.evaluate((frame) => {
      frame.scrollTop = 30;
    });
    const place = await topOf(turn);
    await expect.poll(() => oldest(workbench)).toBeLessThan(first);
    await twoFrames(turn);
    expect(Math.abs((await topOf(turn)) - place), `turn ${first} stays where it was`).toBeLessThanOrEqual(2);
  }
  expect(await workbench.turns.count()).toBeGreaterThan(shown + 12);
  await expect.poll(() => probe.nodes(), { message: 'what is out of sight is put away' }).toBeLessThanOrEqual(2_000);

  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(workbench.turns.last()).toBeInViewport();
  await expect(workbench.turns.last().locator('[data-item-kind]').last()).toBeInViewport();
});

async function oldest(workbench: Workbench): Promise<number> {
  return Number(await workbench.turns.first().getAttribute('data-turn'));
}

const topOf = (turn: Locator) => turn.evaluate((element) => element.getBoundingClientRect().top);

const twoFrames = (turn: Locator) =>
  turn.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))));
