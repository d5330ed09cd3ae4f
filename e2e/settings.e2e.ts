import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { createClient } from '@plumbline/client';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { Plumbline } from './harness/plumbline.ts';
import { endCleanly, expect, practiceOf, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

test('settings: agents with their facts, colours, a backup that is there, a check that is clean; no part of it breaks WCAG 2.2 AA', async ({
  page,
  plumbline,
  pageProblems,
  api,
  project,
}) => {
  void pageProblems;
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await api.thread.remove.mutate({ threadId });
  await page.goto(plumbline.url);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  const agent = page.getByRole('article', { name: 'OpenCode' });
  await expect(agent).toContainText(/Version\s*\d+\.\d+/);
  await expect(agent.getByRole('listitem').filter({ hasText: 'Takes a message into the turn that runs' })).toBeVisible();
  const notes = page.evaluate(() => {
    const { OscillatorNode } = window;
    return new Promise((played) => {
      let count = 0;
      window.OscillatorNode = new Proxy(OscillatorNode, {
        construct(target, args: [BaseAudioContext, OscillatorOptions]) {
          const note = Reflect.construct(target, args) as OscillatorNode;
          note.addEventListener('ended', () => ++count === 2 && played(args[0].state));
          return note;
        },
      });
    });
  });
  await page.getByRole('button', { name: 'Listen' }).click();
  expect(await notes, 'two notes were heard to their end').toBe('running');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByRole('button', { name: 'Look again' })).toBeEnabled();
  await page.getByRole('button', { name: 'Back up now' }).click();
  const file = page.getByText(/backups\/plumbline-.*\.db$/);
  await expect(file).toBeVisible();
  expect(existsSync((await file.textContent()) ?? '')).toBe(true);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.locator('[data-verified]')).toHaveAttribute('data-verified', 'clean', { timeout: 50_000 });
  const counts = page.getByRole('definition').filter({ hasText: / and \d+ removed/ });
  const [, threads, removed] = /^(\d+) and (\d+) removed/.exec((await counts.textContent()) ?? '') ?? [];
  await expect(page.locator('[data-verified]'), 'two places, one count').toContainText(
    new RegExp(`Clean: ${threads} threads? and ${removed} removed, `),
  );
  await expect(page.getByRole('list', { name: 'Browsers that are signed in' })).toContainText('this browser');
  await checkAccess(page, 'settings');
  await page.getByRole('group', { name: 'Colours' }).getByRole('button', { name: 'Dark' }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('link', { name: 'Keys' }).click();
  await expect(page.getByRole('heading', { name: 'Keys' })).toBeInViewport();
});

test('a browser that is signed out by another sees nothing more at once: its open page says so, and its calls are refused', async ({
  browser,
  plumbline,
  api,
  project,
  key,
}) => {
  const mine = await signIn(await browser.newContext({ storageState: { cookies: [], origins: [] } }), plumbline);
  const theirs = await signIn(
    await browser.newContext({ storageState: { cookies: [], origins: [] }, userAgent: `Trial/${key} (X11; Linux)` }),
    plumbline,
  );
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await theirs.goto(`${plumbline.url}/threads/${threadId}`);
  await expect(theirs.locator('[data-connection="live"]')).toBeVisible();
  const call = () =>
    theirs.evaluate(() => fetch('/api/trpc/project.list', { headers: { 'x-plumbline': '1' } }).then(({ status }) => status));
  expect(await call()).toBe(200);

  await mine.goto(`${plumbline.url}/settings#access`);
  const row = mine.getByRole('listitem').filter({ has: mine.locator(`[title^="Trial/${key}"]`) });
  await row.getByRole('button', { name: /^Sign out/ }).click();
  await expect(mine.getByRole('alertdialog')).toContainText('npm run link');
  await mine.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(row).toHaveCount(0);
  expect(await call()).toBe(401);
  await expect(theirs.getByText('This browser was signed out.')).toBeVisible();
  await expect(mine.locator('[data-connection="live"]')).toBeVisible();
  await mine.context().close();
  await theirs.context().close();
});

test('news is told once for all tabs, in the words of the sidebar, and only of what nobody looks at and was not switched off', async ({
  browser,
  signedIn,
  plumbline,
  api,
  project,
  key,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ storageState: signedIn, permissions: ['notifications'] });
  const told = await recordAlerts(context);
  const make = async (title: string) =>
    (await api.thread.create.mutate({ projectId: project.projectId, title: `${title} ${key}` })).threadId;
  const [first, second] = [await make('First'), await make('Second')];
  const run = async (threadId: string, name: string) =>
    api.thread.turn.start.mutate({ threadId, text: script(`${key}${name}`).step(text('There.')).toPrompt() });

  const one = await context.newPage();
  const other = await context.newPage();
  await one.goto(`${plumbline.url}/settings`);
  await one.getByRole('switch', { name: 'Notifications of your desktop' }).click();
  await other.goto(`${plumbline.url}/overview`);
  for (const page of [one, other]) {
    await expect(page.locator('html[data-alerts="on"]')).toBeAttached();
    await expect(page.locator('[data-connection="live"]')).toBeVisible();
  }
  await run(first, 'a');
  await expect.poll(() => told, { timeout: 40_000 }).toEqual([`First ${key}: Done`]);

  // Looked at in one tab, it is no news in the other.
  const workbench = new Workbench(other, plumbline.url);
  await other
    .getByRole('main')
    .getByRole('link', { name: `First ${key}` })
    .click();
  await workbench.expectTurn(1, 'completed');
  await run(first, 'b');
  await workbench.expectTurn(2, 'completed');
  await run(second, 'c');
  await expect.poll(() => told).toEqual([`First ${key}: Done`, `Second ${key}: Done`]);

  // Switched off, it is not told; what is asked still is.
  await one.getByRole('switch', { name: 'Done' }).click();
  await run(second, 'd');
  await expect.poll(async () => (await api.thread.get.query({ threadId: second })).turns.at(-1)?.state).toBe('completed');
  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  const ask = script(`${key}e`).step(tool('write', { filePath: join(outside, 'x'), content: 'x' }), gate(key));
  await api.thread.turn.start.mutate({ threadId: second, text: ask.step(text('Thanks.')).toPrompt() });
  await expect.poll(() => told.at(-1)).toContain(`Second ${key}: Waiting for you`);
  expect(told).toHaveLength(3);

  // A page that is loaded tells nothing of what it finds.
  await one.reload();
  await expect(one.locator('html[data-alerts="on"]')).toBeAttached();
  await run(first, 'f');
  await workbench.expectTurn(3, 'completed');
  expect(told).toHaveLength(3);

  // A click on one shows its thread in the tab that told it.
  await one.getByRole('switch', { name: 'Done' }).click();
  await other.goto(`${plumbline.url}/archived`);
  await expect(other.locator('html[data-alerts="on"]')).toBeAttached();
  await expect(other.locator('[data-connection="live"]')).toBeVisible();
  await run(first, 'g');
  await expect.poll(() => told).toHaveLength(4);
  const clicked = await Promise.all([one, other].map((page) => page.evaluate(clickAlert)));
  expect(clicked.filter(Boolean)).toHaveLength(1);
  await expect(clicked[0] ? one : other).toHaveURL(`${plumbline.url}/threads/${first}`);
  await api.thread.turn.interrupt.mutate({ threadId: second });
  await context.close();
});

test('a server that was killed and came back: what broke off has its mark and no alert, what ends from then on is told', async ({
  browser,
  key,
}) => {
  test.setTimeout(120_000);
  const plumbline = await Plumbline.launch();
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, permissions: ['notifications'] });
  const told = await recordAlerts(context);
  await context.addInitScript(() => localStorage.setItem('plumbline.alerts', '{"show":true}'));
  try {
    const page = await signIn(context, plumbline);
    await page.goto(`${plumbline.url}/overview`);
    await expect(page.locator('html[data-alerts="on"]')).toBeAttached();
    const api = createClient({ url: plumbline.url, token: plumbline.token });
    const { projectId } = await api.project.add.mutate({ path: plumbline.directory('away') });
    const { threadId } = await api.thread.create.mutate({ projectId, title: `Away ${key}` });
    const cut = script(key).step(text('Half'), gate(key)).toPrompt();
    await api.thread.turn.start.mutate({ threadId, text: cut });
    await (await practiceOf(plumbline)).waitForGate(key, { timeoutMs: 40_000 });
    await plumbline.kill();
    await expect(page.locator('[data-connection="stale"]').first()).toBeVisible({ timeout: 30_000 });
    const agent = plumbline.process('opencode');
    if (agent) process.kill(agent.pid, 'SIGKILL');
    await plumbline.start();
    const row = page.getByRole('main').getByRole('link', { name: `Away ${key}` });
    await expect(row).toHaveAttribute('data-state', 'stopped', { timeout: 30_000 });
    await expect(row).toHaveAttribute('data-unread', 'true');
    await expect(page.locator('[data-connection="live"]')).toBeVisible();

    const { threadId: next } = await api.thread.create.mutate({ projectId, title: `Next ${key}` });
    await api.thread.turn.start.mutate({ threadId: next, text: script(`${key}n`).step(text('There.')).toPrompt() });
    await expect.poll(() => told, { timeout: 40_000 }).toEqual([`Next ${key}: Done`]);
  } finally {
    await context.close();
    await endCleanly(plumbline);
  }
});

/** Signs a browser in by a link of its own, as `npm run link` makes it. */
async function signIn(context: BrowserContext, { dataDir, url }: Plumbline) {
  const admin = JSON.parse(readFileSync(join(dataDir, 'admin.json'), 'utf8')) as { token: string };
  const answer = await fetch(`${url}/api/link`, { method: 'POST', headers: { authorization: `Bearer ${admin.token}` } });
  const { token } = (await answer.json()) as { token: string };
  const page = await context.newPage();
  await page.goto(`${url}/link#${token}`);
  await page.waitForURL(`${url}/`);
  return page;
}

/** What the pages of a context hand to the system, which a test cannot look at: `title: label`. */
async function recordAlerts(context: BrowserContext): Promise<readonly string[]> {
  const told: string[] = [];
  await context.exposeBinding('recordAlert', (_, title: string, body: string) => told.push(`${title}: ${body.split(/:| after/)[0]}`));
  await context.addInitScript(() => {
    const record = (window as unknown as { recordAlert(title: string, body: string): void }).recordAlert;
    window.Notification = new Proxy(window.Notification, {
      construct(target, [title, options]: [string, NotificationOptions]) {
        record(title, options.body ?? '');
        const shown = Reflect.construct(target, [title, options]) as Notification;
        Object.assign(window, { shown });
        return shown;
      },
    });
  });
  return told;
}

/** Runs in the page: clicks on the last alert of this load, if there was one. */
function clickAlert(): boolean {
  const { shown } = window as unknown as { shown?: Notification };
  shown?.onclick?.(new Event('click'));
  return shown !== undefined;
}
