import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { commitAll } from './harness/repository.ts';
import { expect, practiceOf, test } from './harness/test.ts';

const before = 'export function total(prices: number[]) {\n  return prices.length;\n}\n';

test('a turn says which files it changed, and shows how, in one column or two', async ({ thread, project, key }) => {
  writeFileSync(join(project.path, 'total.ts'), before);
  commitAll(project.path);
  const edit = {
    filePath: join(project.path, 'total.ts'),
    oldString: 'prices.length',
    newString: 'prices.reduce((sum, price) => sum + price, 0)',
  };
  await thread.send(
    script(key)
      .step(tool('read', { filePath: edit.filePath }))
      .step(tool('edit', edit), tool('write', { filePath: join(project.path, 'notes.md'), content: '# Notes\n\nTwo lines.\n' }))
      .step(text('Mended.'))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'completed');
  const card = thread.items('tool').nth(1);
  await expect(card).toContainText('total.ts');
  await expect(card).toContainText('prices.reduce');

  const opens = thread.turn(1).getByRole('button', { name: '2 files changed' });
  await expect(opens).toBeVisible();
  await opens.click();
  const dialog = thread.page.getByRole('dialog', { name: 'Turn 1' });
  await expect(dialog.getByRole('region', { name: 'total.ts' })).toContainText('return prices.length;');
  await expect(dialog.getByRole('region', { name: 'notes.md' })).toContainText('New');
  // Coloured once the grammar is here: a keyword has a colour of its own.
  await expect(dialog.locator('span', { hasText: /^export$/ }).first()).toHaveCSS('color', /rgb/);
  await dialog.getByRole('button', { name: 'Split' }).click();
  await expect(dialog.locator('[data-layout="split"]').first()).toBeVisible();
  await checkAccess(thread.page, 'changes of a turn');
  await thread.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opens).toBeFocused();

  await thread.page.reload();
  await opens.click();
  await expect(dialog.locator('[data-layout="split"]').first()).toBeVisible();
});

test('what a sub-agent does stands within its call, while it works and afterwards', async ({ thread, plumbline, project, key }) => {
  writeFileSync(join(project.path, 'plain.txt'), 'hello\n');
  const child = script(`${key}c`)
    .step(text('I look around.'), tool('read', { filePath: join(project.path, 'plain.txt') }))
    .step(gate(key), text('Found.'));
  await thread.send(
    script(key)
      .step(text('I ask another.'), tool('task', { description: 'Find the greeting', subagent_type: 'general', prompt: child.toPrompt() }))
      .step(text('It is in plain.txt.'))
      .toPrompt(),
  );
  const agent = thread.page.getByRole('region', { name: 'Sub-agent', exact: true });
  const words = thread.items('assistant').filter({ hasText: 'I look around.' });
  await expect(agent).toContainText('Find the greeting');
  await expect(agent).toContainText('read plain.txt');
  await expect(words).toHaveCount(0);
  await agent.getByRole('button').click();
  await expect(words).toBeVisible();
  await expect(agent.getByText('plain.txt').first()).toBeVisible();
  await checkAccess(thread.page, 'a sub-agent at work');
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
  await expect(agent).toContainText('Found.');
  // Its words are not the turn's: the last text is the agent's own.
  await expect(thread.items('assistant').last()).toContainText('It is in plain.txt.');

  await thread.page.reload();
  await expect(agent).toContainText('3 steps');
  await expect(words).toHaveCount(0);
});

test('a long stretch of work is one line that unfolds, and its newest steps stay in sight', async ({ thread, key }) => {
  const run = (at: number) => tool('bash', { command: `echo step ${at}`, description: `Step ${at}` });
  const steps = Array.from({ length: 9 }, (_, at) => at + 1).reduce((made, at) => made.step(run(at)), script(key));
  await thread.send(steps.step(text('All nine are done.')).toPrompt());
  await thread.expectTurn(1, 'completed', 60_000);
  const fold = thread.turn(1).getByRole('button', { name: /^Worked/ });
  await expect(fold).toContainText('7 steps');
  await expect(thread.items('tool')).toHaveCount(2);
  await expect(thread.page.getByText('echo step 9', { exact: true })).toBeVisible();
  await fold.click();
  await expect(thread.items('tool')).toHaveCount(9);
  await expect(thread.page.getByText('echo step 1', { exact: true })).toBeVisible();
});

test('code in an answer is coloured by its language, and moves nothing when it is', async ({ thread, key }) => {
  const code = '```ts\nexport const answer: number = 42; // as ever\n```\n';
  await thread.send(
    script(key)
      .step(text(`Here it is:\n\n${code}\nThat was it.`))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'completed');
  const block = thread.page.locator('.code-block');
  const height = (await block.boundingBox())?.height;
  await expect(block.locator('span[style]', { hasText: 'export' })).toBeVisible();
  await expect(block.locator('code')).toHaveText('export const answer: number = 42; // as ever');
  expect((await block.boundingBox())?.height).toBe(height);
});
