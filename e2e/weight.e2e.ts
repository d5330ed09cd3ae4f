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
 * lowers the number in weight.json, so that it never grows back. The Markdown parser (25 kB) may or may not have come by then.
 */
const budget = JSON.parse(readFileSync(join(root, 'e2e', 'weight.json'), 'utf8')) as { composerKb: number; settledMarkdownKb: number };

async function countScripts(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return () => bytes / 1_000;
}

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
  const composer = kilobytes();

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
