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

/**
 * More threads than are kept in memory take turns, so that each is fetched and drawn anew. All is done in one call into the page:
 * what a test's tools look for there is work of the main thread too.
 */
async function switchTo({ page, probe }: Visit, thread: string): Promise<number> {
  await page.locator(`aside a[href="/threads/${thread}"]`).hover();
  await page.evaluate(clickAndRest, '');
  const before = await probe.taskMs();
  const shown = await page.evaluate(clickAndRest, `aside a[href="/threads/${thread}"]`);
  expect(shown, 'turns are drawn').toBeGreaterThan(1);
  return (await probe.taskMs()) - before;
}

/**
 * Clicks, and resolves to the number of turns that are drawn when the page has changed nothing for a while. Runs in the page, where
 * a function with a name would be given a helper that is not there.
 */
function clickAndRest(selector: string): Promise<number> {
  return new Promise<number>((done) => {
    const last = { timer: window.setTimeout(() => done(0), 2_000) };
    const main = document.querySelector('main') ?? document.body;
    new MutationObserver((_, changes) => {
      clearTimeout(last.timer);
      const isThere = main.querySelector('[data-turn] [data-item-kind]') !== null;
      last.timer = window.setTimeout(
        () => {
          changes.disconnect();
          done(main.querySelectorAll('[data-turn]').length);
        },
        isThere ? 200 : 5_000,
      );
    }).observe(main, { subtree: true, childList: true });
    if (selector !== '') document.querySelector<HTMLElement>(selector)?.click();
    else {
      clearTimeout(last.timer);
      last.timer = window.setTimeout(() => done(0), 300);
    }
  });
}
