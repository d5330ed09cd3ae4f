import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool, usage } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';
import { until } from './harness/until.ts';
import { Workbench } from './harness/workbench.ts';

test('a turn writes a file, and a reload shows the same', async ({ thread, project, key }) => {
  const file = join(project.path, 'note.txt');
  await thread.send(
    script(key)
      .step(text('Writing it.'), tool('write', { filePath: file, content: 'a plumb line hangs true\n' }))
      .step(text('The note is written.'))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'completed');
  await thread.expectWord('done');
  expect(readFileSync(file, 'utf8')).toBe('a plumb line hangs true\n');
  await expect(thread.items('assistant').last()).toContainText('The note is written.');
  await expect(thread.items('tool')).toHaveCount(1);

  await thread.page.reload();
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('The note is written.');
  await expect(thread.items('tool').first()).toContainText('note.txt');
});

test('text is visible before the turn ends, and a reload in mid-stream loses none of it', async ({ thread, plumbline, key }) => {
  await thread.send(script(key).step(text('The first half, '), gate(key), text('and the second.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('The first half,');
  await expect(thread.turn(1)).toHaveAttribute('data-turn-state', 'running');

  await thread.page.reload();
  await expect(thread.items('assistant').last()).toContainText('The first half,');
  await thread.expectWord('working');

  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('The first half, and the second.');
});

test('two browsers on one thread converge', async ({ workbench, browser, signedIn, api, plumbline, project, key }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  const context = await browser.newContext({ storageState: signedIn });
  const other = new Workbench(await context.newPage(), plumbline.url);
  await workbench.open(threadId);
  await other.open(threadId);

  await workbench.send(script(key).step(text('Seen by both, '), gate(key), text('to the end.')).toPrompt());
  await expect(other.items('assistant').last()).toContainText('Seen by both,');
  await (await practiceOf(plumbline)).release(key);
  for (const each of [workbench, other]) {
    await each.expectTurn(1, 'completed');
    await expect(each.items('assistant').last()).toContainText('Seen by both, to the end.');
  }
  expect(await other.items('assistant').allInnerTexts()).toEqual(await workbench.items('assistant').allInnerTexts());
  await context.close();
});

test('two threads work at once, and neither waits for the other', async ({ workbench, api, plumbline, project, key }) => {
  const first = await api.thread.create.mutate({ projectId: project.projectId });
  const second = await api.thread.create.mutate({ projectId: project.projectId });
  await api.thread.turn.start.mutate({
    threadId: first.threadId,
    text: script(`${key}a`)
      .step(text('One '), gate(`${key}a`), text('done.'))
      .toPrompt(),
  });
  await workbench.open(second.threadId);
  await workbench.send(script(`${key}b`).step(text('Two done.')).toPrompt());
  await workbench.expectTurn(1, 'completed');
  await workbench.open(first.threadId);
  await workbench.expectWord('working');
  await (await practiceOf(plumbline)).release(`${key}a`);
  await workbench.expectTurn(1, 'completed');
});

test('a message sent while a turn runs is queued, and drains when the turn has completed', async ({ thread, api, plumbline, key }) => {
  await thread.send(
    script(`${key}a`)
      .step(text('First '), gate(`${key}a`), text('answer.'))
      .toPrompt(),
  );
  await expect(thread.items('assistant').last()).toContainText('First');
  await thread.send(script(`${key}b`).step(text('Second answer.')).toPrompt());
  await until(async () => (await api.thread.get.query({ threadId: thread.id })).queue.messages.length === 1, {
    what: 'the second message waits',
  });
  await (await practiceOf(plumbline)).release(`${key}a`);
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('assistant').last()).toContainText('Second answer.');
  expect((await api.thread.get.query({ threadId: thread.id })).queue.messages).toEqual([]);
});

test('a child session and its end do not end the main turn', async ({ thread, plumbline, key }) => {
  const child = script(`${key}c`).step(text('The child is done.')).toPrompt();
  await thread.send(
    script(key)
      .step(tool('task', { description: 'look around', prompt: child, subagent_type: 'general' }))
      .step(text('After the child, '), gate(key), text('the parent ends.'))
      .toPrompt(),
  );
  await expect(thread.items('assistant').last()).toContainText('After the child,', { timeout: 30_000 });
  await expect(thread.turn(1)).toHaveAttribute('data-turn-state', 'running');
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('the parent ends.');
});

test('a compaction in the middle does not end the turn', async ({ thread, plumbline, key }) => {
  await thread.send(
    script(key)
      .step(tool('bash', { command: 'echo one', description: 'says one' }), usage({ input: 250_000 }))
      .step(text('After the compaction, '), gate(key), text('the turn goes on.'))
      .toPrompt(),
  );
  await expect(thread.items('assistant').last()).toContainText('After the compaction,');
  await expect(thread.turn(1)).toHaveAttribute('data-turn-state', 'running');
  const practice = await practiceOf(plumbline);
  const seen = await practice.requests({ key });
  expect(seen.some((request) => request.auxiliary === 'compaction')).toBe(true);
  await practice.release(key);
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('the turn goes on.');
  await expect(thread.turns).toHaveCount(1);
});
