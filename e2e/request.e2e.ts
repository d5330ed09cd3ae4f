import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script, text, tool } from '@plumbline/practice-model';
import { expect, test } from './harness/test.ts';

test('a permission that is allowed lets the tool run', async ({ thread, plumbline, key }) => {
  const file = join(outside(plumbline.base, key), 'allowed.txt');
  await thread.send(
    script(key)
      .step(tool('write', { filePath: file, content: 'allowed' }))
      .step(text('It was allowed.'))
      .toPrompt(),
  );
  await thread.expectWord('needs-you');
  await expect(thread.page).toHaveTitle(/^\(\d+\) .* · Plumbline$/);
  await expect(thread.page.locator('link[rel="icon"]')).toHaveAttribute('href', /^data:image\/svg/);
  await thread.page
    .getByRole('button', { name: /^Allow(?! always)/ })
    .first()
    .click();
  await thread.expectTurn(1, 'completed');
  expect(readFileSync(file, 'utf8')).toBe('allowed');
});

test('a permission that is denied refuses the one thing, and the agent goes on', async ({ thread, plumbline, key }) => {
  const file = join(outside(plumbline.base, key), 'denied.txt');
  await thread.send(
    script(key)
      .step(tool('write', { filePath: file, content: 'denied' }))
      .step(text('It was denied, I go on.'))
      .toPrompt(),
  );
  await thread.expectWord('needs-you');
  await thread.page.getByRole('button', { name: /^Deny/ }).first().click();
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('I go on.');
  expect(existsSync(file)).toBe(false);
});

test('a question is asked and answered', async ({ thread, plumbline, key }) => {
  void plumbline;
  const questions = [
    {
      question: 'Which colour?',
      header: 'Colour',
      options: [
        { label: 'Blue', description: 'calm' },
        { label: 'Red', description: 'loud' },
      ],
    },
  ];
  await thread.send(script(key).step(tool('question', { questions })).step(text('Thank you.')).toPrompt());
  await thread.expectWord('needs-you');
  await expect(thread.page.getByText('Which colour?').first()).toBeVisible();
  await thread.page.getByText('Blue', { exact: true }).first().click();
  await thread.page.getByRole('button', { name: 'Answer', exact: true }).click();
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('Thank you.');
});

function outside(base: string, key: string): string {
  const path = join(base, `outside-${key}`);
  mkdirSync(path, { recursive: true });
  return path;
}
