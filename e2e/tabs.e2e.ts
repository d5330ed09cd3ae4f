import { gate, script, text } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

test('seven tabs of one browser all load, and all show the end of a new turn', async ({
  browser,
  signedIn,
  api,
  plumbline,
  project,
  key,
}) => {
  test.setTimeout(120_000);
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  const context = await browser.newContext({ storageState: signedIn });
  const tabs: Workbench[] = [];
  for (let number = 0; number < 7; number += 1) {
    const tab = new Workbench(await context.newPage(), plumbline.url);
    await tab.open(threadId);
    tabs.push(tab);
  }
  await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('For all '), gate(key), text('seven.')).toPrompt() });
  await (await practiceOf(plumbline)).waitForGate(key, { timeoutMs: 30_000 });
  await (await practiceOf(plumbline)).release(key);
  for (const tab of tabs) {
    await tab.expectTurn(1, 'completed');
    await expect(tab.items('assistant').last()).toContainText('For all seven.');
  }
  await context.close();
});
