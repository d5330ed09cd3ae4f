import { expect } from '@playwright/test';
import { root } from '../../../e2e/harness/plumbline.ts';
import { figure } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { withPlumbline } from '../server/bench-server.ts';
import { fillThreads } from '../workload/long-threads.ts';
import { type Visit, WebBrowser } from './browser.ts';

const part = 'switching';
const rounds = 30;
const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'] as const;

/** How long the main thread works from a click on another thread until that one is shown and the page rests. */
export async function switching(): Promise<readonly Row[]> {
  return withPlumbline(async (plumbline) => {
    const sizes = Object.fromEntries(names.map((name) => [name, 400])) as Record<(typeof names)[number], number>;
    const threads = await fillThreads(plumbline.dataDir, plumbline.directory('long'), sizes);
    await plumbline.start();
    return WebBrowser.withBrowser(root, plumbline, (browser) =>
      browser.visit({ cache: true }, async (visit) => {
        await visit.workbench.open(threads.one);
        await expect(visit.workbench.turns.last()).toBeInViewport();
        const spent: number[] = [];
        for (let round = 1; round <= rounds; round++) spent.push(await switchTo(visit, threads[names[round % names.length] ?? 'one']));
        const what = 'work of the main thread for a switch to a thread of 400 items';
        return [row({ part, what, unit: 'ms', atMost: 100 }, figure(spent))];
      }),
    );
  });
}

/** More threads than are kept in memory take turns, so that each is fetched and drawn anew. */
async function switchTo({ page, probe, workbench }: Visit, thread: string): Promise<number> {
  const link = page.locator(`aside a[href="/threads/${thread}"]`);
  await link.hover();
  await rested(page);
  const before = await probe.taskMs();
  await link.click();
  await page.waitForURL(`**/threads/${thread}`);
  await expect(workbench.turns.last()).toBeInViewport();
  await rested(page);
  return (await probe.taskMs()) - before;
}

/** Nothing was drawn for a while. */
const rested = (page: Visit['page']) =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        const again = () => {
          clearTimeout(timer);
          timer = setTimeout(end, 150);
        };
        const changes = new MutationObserver(again);
        const end = () => {
          changes.disconnect();
          requestIdleCallback(() => done());
        };
        let timer = setTimeout(end, 150);
        changes.observe(document.querySelector('main') ?? document.body, { subtree: true, childList: true });
      }),
  );
