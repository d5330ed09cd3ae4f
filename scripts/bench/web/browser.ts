import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import type { Plumbline } from '../../../e2e/harness/plumbline.ts';
import { Probe } from '../../../e2e/harness/probe.ts';
import { Workbench } from '../../../e2e/harness/workbench.ts';
import { ensureBrowser } from '../../test/browser.mjs';

/** A page that was measured from its first byte on. */
export interface Visit {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly probe: Probe;
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A browser that is signed in, and pages in it, each measured from its beginning. */
export class WebBrowser {
  readonly #browser: Browser;
  readonly #plumbline: Plumbline;
  readonly #state: State;

  private constructor(browser: Browser, plumbline: Plumbline, state: State) {
    this.#browser = browser;
    this.#plumbline = plumbline;
    this.#state = state;
  }

  static async withBrowser<T>(root: string, plumbline: Plumbline, work: (browser: WebBrowser) => Promise<T>): Promise<T> {
    const executablePath = process.env.PLUMBLINE_TEST_CHROMIUM ?? (await ensureBrowser(root));
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ args, ...(executablePath ? { executablePath } : {}) });
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(plumbline.link);
      await page.waitForURL(`${plumbline.url}/`);
      const state = await context.storageState();
      await context.close();
      return await work(new WebBrowser(browser, plumbline, state));
    } finally {
      await browser.close();
    }
  }

  /** A page of a browser of its own; `cache`: it was here before. */
  async visit<T>({ cache }: { readonly cache: boolean }, look: (visit: Visit) => Promise<T>): Promise<T> {
    const context = await this.#browser.newContext({ storageState: this.#state, viewport: { width: 1440, height: 900 } });
    try {
      const page = await context.newPage();
      const probe = await Probe.on(page, { cache });
      return await look({ page, probe, workbench: new Workbench(page, this.#plumbline.url) });
    } finally {
      await context.close();
    }
  }
}
