import { expect } from '@playwright/test';
import { root } from '../../../e2e/harness/plumbline.ts';
import { figure, interleaved } from '../measure.ts';
import { type Row, row } from '../row.ts';
import { withPlumbline } from '../server/bench-server.ts';
import { fillThreads } from '../workload/long-threads.ts';
import { type Visit, WebBrowser } from './browser.ts';

const part = 'opening';
const rounds = 9;

/** What a thread of 20,000 items costs a browser that was never here, against an empty thread. */
export async function opening(): Promise<readonly Row[]> {
  return withPlumbline(async (plumbline) => {
    const threads = await fillThreads(plumbline.dataDir, plumbline.directory('long'), { long: 20_000, empty: 0 });
    await plumbline.start();
    return WebBrowser.withBrowser(root, plumbline, async (browser) => {
      const counted = await browser.visit({ cache: false }, async (visit) => {
        await opened(visit, threads.long, true);
        return {
          data: visit.probe.dataKb,
          assets: visit.probe.assetsKb,
          nodes: await visit.probe.nodes(),
          shift: (await visit.probe.observed()).shift,
        };
      });
      const usable = (thread: string, isLong: boolean) => () =>
        browser.visit({ cache: false }, async (visit) => {
          await opened(visit, thread, isLong);
          return visit.probe.usableAfter();
        });
      const ratio = await interleaved({ rounds, warmUps: 2 }, usable(threads.long, true), usable(threads.empty, false));
      return [
        row({ part, what: '20,000 items: time until one can write, of that of an empty thread', unit: '×', atMost: 1.3 }, ratio),
        count('20,000 items: kB of data until its end is shown', counted.data, 300),
        count('kB of scripts and styles by then', counted.assets),
        count('20,000 items: nodes', counted.nodes, 2_000),
        row({ part, what: 'layout shift while it opens', unit: '', atMost: 0.01 }, figure([counted.shift])),
      ];
    });
  });
}

function count(what: string, value: number, atMost?: number): Row {
  const counted = { part, what, figure: value.toFixed(0), spread: '' };
  return atMost === undefined ? counted : { ...counted, target: `≤ ${atMost.toLocaleString('en')}`, met: value <= atMost };
}

/** The end of the thread is in sight, and the page is live. */
async function opened({ page, workbench }: Visit, thread: string, isLong: boolean): Promise<void> {
  await workbench.open(thread);
  if (isLong) await expect(workbench.turns.last()).toBeInViewport();
  await expect(page.locator('[data-connection="live"]').first()).toBeVisible();
}
