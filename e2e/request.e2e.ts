import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script, text, tool } from '@plumbline/practice-model';
import { expect, test } from './harness/test.ts';

test('a permission that is allowed lets the tool run', async ({ workbench, api, plumbline, project, key }) => {
  const file = join(outside(plumbline.base, key), 'allowed.txt');
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(
    script(key)
      .step(tool('write', { filePath: file, content: 'allowed' }))
      .step(text('It was allowed.'))
      .toPrompt(),
  );
  await workbench.expectWord('needs-you');
  await workbench.page
    .getByRole('button', { name: /^Allow(?! always)/ })
    .first()
    .click();
  await workbench.expectTurn(1, 'completed');
  expect(readFileSync(file, 'utf8')).toBe('allowed');
});

test('a permission that is denied refuses the one thing, and the agent goes on', async ({ workbench, api, plumbline, project, key }) => {
  const file = join(outside(plumbline.base, key), 'denied.txt');
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(
    script(key)
      .step(tool('write', { filePath: file, content: 'denied' }))
      .step(text('It was denied, I go on.'))
      .toPrompt(),
  );
  await workbench.expectWord('needs-you');
  await workbench.page.getByRole('button', { name: /^Deny/ }).first().click();
  await workbench.expectTurn(1, 'completed');
  await expect(workbench.items('assistant').last()).toContainText('I go on.');
  expect(existsSync(file)).toBe(false);
});

test('a question is asked and answered', async ({ workbench, api, plumbline, project, key }) => {
  void plumbline;
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
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
  await workbench.send(script(key).step(tool('question', { questions })).step(text('Thank you.')).toPrompt());
  await workbench.expectWord('needs-you');
  await expect(workbench.page.getByText('Which colour?').first()).toBeVisible();
  await workbench.page.getByText('Blue', { exact: true }).first().click();
  await workbench.page
    .getByRole('button', { name: /answer|send answer|submit/i })
    .first()
    .click();
  await workbench.expectTurn(1, 'completed');
  await expect(workbench.items('assistant').last()).toContainText('Thank you.');
});

function outside(base: string, key: string): string {
  const path = join(base, `outside-${key}`);
  mkdirSync(path, { recursive: true });
  return path;
}
