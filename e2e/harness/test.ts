import { randomUUID } from 'node:crypto';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { createClient } from '@plumbline/client';
import { PracticeControl } from '@plumbline/practice-model';
import { Plumbline } from './plumbline.ts';
import { until } from './until.ts';
import { verify } from './verify.ts';
import { Workbench } from './workbench.ts';

export type Client = ReturnType<typeof createClient>;

interface WorkerFixtures {
  /** The server that the tests share. At its end it must stop cleanly, leave no process, and verify clean. */
  readonly plumbline: Plumbline;
  /** Cookies of a signed-in browser. */
  readonly signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
}

interface TestFixtures {
  /** A typed client, as a program would use it. */
  readonly api: Client;
  /** A project in a new empty directory. */
  readonly project: { readonly projectId: string; readonly path: string };
  /** The page, signed in, with the words of its parts. */
  readonly workbench: Workbench;
  /** The page, signed in, open on a new thread of the project. */
  readonly thread: Workbench & { readonly id: string };
  /** A key for the practice model's scripts and gates that no other test uses. */
  readonly key: string;
  /** Violations of the content security policy and uncaught errors on the page; the test fails if there is one. */
  readonly pageProblems: string[];
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  plumbline: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const plumbline = await Plumbline.launch();
      await use(plumbline);
      await endCleanly(plumbline);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  signedIn: [
    async ({ browser, plumbline }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(plumbline.link);
      await page.waitForURL(`${plumbline.url}/`);
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: 'worker' },
  ],
  storageState: ({ signedIn }, use) => use(signedIn),
  baseURL: ({ plumbline }, use) => use(plumbline.url),
  api: ({ plumbline }, use) => use(createClient({ url: plumbline.url, token: plumbline.token })),
  project: async ({ api, plumbline }, use, info) => {
    const path = plumbline.directory(`${info.testId}-${info.repeatEachIndex}`);
    const { projectId } = await api.project.add.mutate({ path, title: info.title.slice(0, 40) });
    await use({ projectId, path });
  },
  thread: async ({ workbench, api, project }, use) => {
    const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
    await workbench.open(threadId);
    await use(Object.assign(workbench, { id: threadId }));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  key: async ({}, use) => use(`k${randomUUID().slice(0, 8)}`),
  pageProblems: async ({ page }, use) => {
    const problems: string[] = [];
    collectProblems(page, problems);
    await use(problems);
    expect(problems, 'errors on the page').toEqual([]);
  },
  workbench: async ({ page, plumbline, pageProblems }, use) => {
    void pageProblems;
    await use(new Workbench(page, plumbline.url));
  },
});

export { expect };

/** What a page may never say: a breach of its own policy, or an error that nobody caught. */
export function collectProblems(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content.Security.Policy|hydrat|Minified React/i.test(message.text())) problems.push(message.text());
  });
}

/** Stops a server as a user would and holds it to its promises: nothing left, projections equal the log. */
export async function endCleanly(plumbline: Plumbline): Promise<void> {
  const code = await plumbline.stop();
  expect(code, 'exit code of the server').toBe(0);
  await until(() => plumbline.processes().length === 0, {
    what: 'no process is left',
    within: 5_000,
    detail: () => JSON.stringify(plumbline.processes(), null, 1),
  });
  const { code: verified, output } = await verify(plumbline.dataDir);
  expect(verified, output).toBe(0);
  plumbline.remove();
}

/** The practice model of a server, for gates and for what reached the model. It runs once a turn has needed it. */
export async function practiceOf(plumbline: Plumbline): Promise<PracticeControl> {
  await until(() => plumbline.process('practice-model')?.ready === true, { what: 'the practice model runs', within: 30_000 });
  const record = plumbline.process('practice-model');
  if (record === null) throw new Error('The practice model has no record.');
  return new PracticeControl({ url: `http://127.0.0.1:${record.port}`, key: record.password });
}
