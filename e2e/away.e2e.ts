import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@plumbline/client';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { Wire } from '../scripts/chaos/faults/streams.ts';
import { Plumbline } from './harness/plumbline.ts';
import { Probe } from './harness/probe.ts';
import { collectProblems, endCleanly, expect, practiceOf, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

test('kill -9 of the server under an open page: it says stale, keeps what is written, and converges without a reload', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const plumbline = await Plumbline.launch();
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const problems: string[] = [];
  try {
    const page = await context.newPage();
    collectProblems(page, problems);
    await page.goto(plumbline.link);
    await page.waitForURL(`${plumbline.url}/`);
    const api = createClient({ url: plumbline.url, token: plumbline.token });
    const { projectId } = await api.project.add.mutate({ path: plumbline.directory('away') });
    const { threadId } = await api.thread.create.mutate({ projectId });
    const workbench = new Workbench(page, plumbline.url);
    await workbench.open(threadId);
    await workbench.send(script('away').step(text('Before, '), gate('away'), text('and after.')).toPrompt());
    await expect(workbench.items('assistant').last()).toContainText('Before,', { timeout: 40_000 });
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    await plumbline.kill();
    const main = page.getByRole('main');
    await expect(main.getByText('Stale since')).toBeVisible({ timeout: 20_000 });
    await expect(workbench.state, 'nothing is claimed to go on').toContainText('Last known: working');
    await expect(workbench.items('assistant').last(), 'what was shown stays').toContainText('Before,');
    await workbench.send('Sent while the server was away');
    await expect(main.getByText('Not sent')).toBeVisible();
    await workbench.composer.fill('A draft');

    await plumbline.start();
    await expect(main.getByText('Stale since')).toBeHidden({ timeout: 40_000 });
    await (await practiceOf(plumbline)).release('away');
    await workbench.expectTurn(1, 'completed', 40_000);
    await expect(workbench.items('assistant').last()).toContainText('Before, and after.');
    await expect(workbench.composer).toHaveValue('A draft');
    await main.getByRole('button', { name: 'Send again' }).click();
    await workbench.expectTurn(2, 'completed');
    await expect(workbench.turn(2)).toContainText('Sent while the server was away');
    expect(await page.evaluate(() => 'sameDocument' in window), 'the page was not loaded again').toBe(true);
    expect(problems).toEqual([]);
  } finally {
    await context.close();
    await endCleanly(plumbline);
  }
});

test('a network that drops while text streams: what is being read stays where it is, by no pixel, and the text ends up whole', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const plumbline = new Plumbline();
  let dropped = false;
  const wire = new Wire(() => (dropped ? nowhere : plumbline.port));
  await wire.open();
  plumbline.frontPort = wire.port;
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  try {
    await plumbline.start();
    const page = await context.newPage();
    await page.goto(plumbline.link);
    await page.waitForURL(`${plumbline.url}/`);
    const probe = await Probe.on(page, { cache: true });
    const api = createClient({ url: plumbline.url, token: plumbline.token });
    const { projectId } = await api.project.add.mutate({ path: plumbline.directory('drops') });
    const { threadId } = await api.thread.create.mutate({ projectId });
    const workbench = new Workbench(page, plumbline.url);
    await workbench.open(threadId);
    for (const number of [1, 2]) {
      await workbench.send(
        script(`before${number}`)
          .step(text(lines(`Of turn ${number}`, 60)))
          .toPrompt(),
      );
      await workbench.expectTurn(number, 'completed', 60_000);
    }
    const parts = [1, 2, 3].map((part) => lines(`Part ${part}`, 40));
    const [first = '', second = '', third = ''] = parts;
    await workbench.send(
      script('drops')
        .step(text(first), gate('go'), text(second, { chunk: 20 }), gate('back'), text(third, { chunk: 20 }))
        .toPrompt(),
    );
    const streaming = workbench.turn(3).locator('[data-item-kind="assistant"]');
    await expect(streaming).toContainText('Part 1, line 40.');

    const read = page.getByText('Of turn 2, line 30.', { exact: true });
    await read.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
    const topOf = async () => (await read.boundingBox())?.y;
    const [top, { shift }] = [await topOf(), await probe.observed()];
    const expectStill = async (when: string) => {
      expect(await topOf(), `${when}: its place`).toBe(top);
      // The words of the header change, and no more.
      expect((await probe.observed()).shift - shift, `${when}: layout shift`).toBeLessThan(0.0005);
    };

    dropped = true;
    wire.cut();
    const practice = await practiceOf(plumbline);
    await practice.release('go');
    await practice.waitForGate('back', { timeoutMs: 40_000 });
    await expect(page.getByRole('main').getByText('Stale since')).toBeVisible({ timeout: 20_000 });
    await expectStill('cut off');
    await expect(streaming, 'nothing has come').not.toContainText('Part 2');
    dropped = false;
    await expect(page.getByRole('main').getByText('Stale since')).toBeHidden({ timeout: 40_000 });
    await expect(streaming).toContainText('Part 2, line 40.');
    await expectStill('healed');

    await practice.release('back');
    await expect(streaming).toContainText('Part 3, line 1.');
    wire.cut();
    await workbench.expectTurn(3, 'completed', 40_000);
    await expect(streaming).toHaveText(parts.join('').replaceAll(/\n+/g, ''));
    await expectStill('ended');
  } finally {
    await context.close();
    await endCleanly(plumbline);
    await wire.close();
  }
});

/** Nobody listens there. */
const nowhere = 1;

const lines = (what: string, count: number) => Array.from({ length: count }, (_, at) => `${what}, line ${at + 1}.\n\n`).join('');

test('a request that another tab answers is answered here', async ({ thread, plumbline, key, context }) => {
  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  const there = new Workbench(await context.newPage(), plumbline.url);
  await there.open(thread.id);
  await thread.send(
    script(key)
      .step(tool('write', { filePath: join(outside, 'x.txt'), content: 'x' }))
      .step(gate(key), text('Done.'))
      .toPrompt(),
  );
  const allow = (bench: Workbench) => bench.page.getByRole('button', { name: /^Allow/ });
  await expect(allow(thread)).toBeVisible();
  await allow(there).click();
  await expect(allow(thread)).toBeHidden();
  await thread.expectWord('working');
  await expect(thread.page.locator('[data-request-state="resolved"]')).toContainText('Allowed');
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
});
