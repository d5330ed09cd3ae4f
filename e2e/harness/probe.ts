import type { CDPSession, Page } from '@playwright/test';

/** What a page takes and does, as the browser counts it. */
export class Probe {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #scripts = new Set<string>();
  #data = 0;
  #assets = 0;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  /** `cache: false`: as a browser that was never here. */
  static async on(page: Page, { cache }: { readonly cache: boolean }): Promise<Probe> {
    const session = await page.context().newCDPSession(page);
    const probe = new Probe(page, session);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: !cache });
    // Time of the thread's own, so that what else the machine does is not counted.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (new URL(request.url).pathname.startsWith('/_next/static/')) probe.#scripts.add(requestId);
    });
    // Streams never finish loading: their bytes come as they arrive.
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => probe.#count(requestId, encodedDataLength));
    await page.addInitScript(observe);
    return probe;
  }

  #count(requestId: string, bytes: number): void {
    if (this.#scripts.has(requestId)) this.#assets += bytes;
    else this.#data += bytes;
  }

  /** kB of bodies as they came over the wire: pages, calls and the stream. */
  get dataKb(): number {
    return this.#data / 1_000;
  }

  /** kB of scripts and styles. */
  get assetsKb(): number {
    return this.#assets / 1_000;
  }

  nodes(): Promise<number> {
    return this.#page.evaluate(() => document.querySelectorAll('*').length);
  }

  /** Since the page was loaded: the sum of layout shifts that no input brought about, and long tasks (over 50 ms). */
  observed(): Promise<{ readonly shift: number; readonly longTasks: number }> {
    return this.#page.evaluate(() => (window as unknown as { plumblineProbe: { shift: number; longTasks: number } }).plumblineProbe);
  }

  /** ms from the navigation's start until one can write. */
  usableAfter(): Promise<number> {
    return this.#page
      .waitForFunction(() => performance.getEntriesByName('plumbline:composer-usable')[0]?.startTime)
      .then((handle) => handle.jsonValue() as Promise<number>);
  }

  /** ms that the main thread has worked in all, on its own clock. */
  async taskMs(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  }
}

/** Runs in the page before anything of its own. */
function observe(): void {
  const seen = { shift: 0, longTasks: 0 };
  (window as unknown as { plumblineProbe: typeof seen }).plumblineProbe = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
      if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    seen.longTasks += list.getEntries().length;
  }).observe({ type: 'longtask', buffered: true });
}
