import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { script, text } from '@plumbline/practice-model';
import { root } from './harness/plumbline.ts';
import { expect, test } from './harness/test.ts';
import { until } from './harness/until.ts';
import { Workbench } from './harness/workbench.ts';

/**
 * A ratchet: the page may not send more JavaScript than this (kB, as transferred), and who makes it lighter by a tenth
 * lowers the number in weight.json, so that it never grows back. What is asked for after the composer is usable (the Markdown parser, 25 kB) is not counted for it.
 */
const budget = JSON.parse(readFileSync(join(root, 'e2e', 'weight.json'), 'utf8')) as { composerKb: number; settledMarkdownKb: number };

/** Of the scripts that were asked for before `until` (ms since 1970), else of all: the kB of them. */
async function countScripts(page: Page): Promise<(until?: number) => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const scripts = new Map<string, { readonly asked: number; bytes: number }>();
  session.on('Network.requestWillBeSent', ({ requestId, type, wallTime }) => {
    if (type === 'Script') scripts.set(requestId, { asked: wallTime * 1_000, bytes: 0 });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) script.bytes = encodedDataLength;
  });
  return (until = Number.POSITIVE_INFINITY) =>
    [...scripts.values()].reduce((sum, { asked, bytes }) => (asked <= until ? sum + bytes : sum), 0) / 1_000;
}

/** When the composer could be written in, in ms since 1970: what is loaded after that does not hold it up. */
const usableAt = (page: Page) =>
  page.evaluate(() => {
    const [mark] = performance.getEntriesByName('plumbline:composer-usable');
    return mark && performance.timeOrigin + mark.startTime;
  });

test('the page stays within its JavaScript budget', async ({ page, plumbline, api, project, key }) => {
  const empty = await api.thread.create.mutate({ projectId: project.projectId });
  const settled = await api.thread.create.mutate({ projectId: project.projectId });
  await api.thread.turn.start.mutate({
    threadId: settled.threadId,
    text: script(key).step(text('# A heading\n\nSome **bold** text and a list:\n\n- one\n- two\n')).toPrompt(),
  });
  await until(async () => (await api.thread.get.query({ threadId: settled.threadId })).turns[0]?.state === 'completed', {
    what: 'a settled thread with Markdown',
    within: 30_000,
  });
  const kilobytes = await countScripts(page);
  const workbench = new Workbench(page, plumbline.url);
  await workbench.open(empty.threadId);
  await expect(workbench.composer).toBeEditable();
  const composer = kilobytes(await usableAt(page));

  const second = await page.context().newPage();
  const all = await countScripts(second);
  const other = new Workbench(second, plumbline.url);
  await other.open(settled.threadId);
  await expect(other.items('assistant').last()).toContainText('Some bold text');
  const markdown = all();
  console.log(
    `JavaScript transferred: ${composer.toFixed(0)} kB to a usable composer, ${markdown.toFixed(0)} kB for a settled thread with Markdown`,
  );

  for (const [what, measured, limit] of [
    ['until the composer is usable', composer, budget.composerKb],
    ['for a settled thread with Markdown', markdown, budget.settledMarkdownKb],
  ] as const) {
    expect(measured, `kB of JavaScript ${what}`).toBeLessThanOrEqual(limit);
    expect(measured, `kB of JavaScript ${what}: lower the limit in weight.json to ${Math.ceil(measured * 1.03)}`).toBeGreaterThan(
      limit * 0.85,
    );
  }
});
