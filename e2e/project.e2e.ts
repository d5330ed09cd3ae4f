import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { gate, script, text } from '@plumbline/practice-model';
import { expect, test } from './harness/test.ts';

test('a project is renamed, and removed with its threads, which are stopped first', async ({ thread, api, project, key }) => {
  const { page } = thread;
  await thread.send(script(key).step(text('At work'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('At work');
  const title = (await api.project.list.query()).projects.find((each) => each.projectId === project.projectId)?.title ?? '';
  const more = (name: string) => page.getByRole('button', { name: `More for ${name}`, exact: true });

  await more(title).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(`Project ${key}`);
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(more(`Project ${key}`)).toBeVisible();

  await more(`Project ${key}`).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  const asked = page.getByRole('alertdialog');
  await expect(asked).toContainText('with its thread, ');
  await expect(asked).toContainText('One is at work and is stopped first.');
  await asked.getByRole('button', { name: 'Remove project' }).click();
  await expect(more(`Project ${key}`)).toBeHidden();
  await expect(page).toHaveURL(/\/$/);
  expect((await api.project.list.query()).projects.map(({ projectId }) => projectId)).not.toContain(project.projectId);
});

test("a project's directory goes away: its threads say so, and changing the path is the way out", async ({ thread, api, project, key }) => {
  const { page } = thread;
  await thread.send(script(key).step(text('First.')).toPrompt());
  await thread.expectTurn(1, 'completed');
  await api.thread.session.stop.mutate({ threadId: thread.id });

  const moved = `${project.path}-moved`;
  renameSync(project.path, moved);
  await thread.send(script(`${key}m`).step(text('Never.')).toPrompt());
  await thread.expectTurn(2, 'error');
  const note = page.getByRole('main').locator('[data-code="PROJECT_DIRECTORY_MISSING"]');
  await note.first().getByRole('button', { name: 'Change path…' }).click();
  const path = page.getByRole('textbox', { name: 'Path' });
  await path.fill(`${project.path}-nowhere`);
  await page.getByRole('button', { name: 'Change path', exact: true }).click();
  await expect(page.getByRole('dialog').locator('[data-code="PROJECT_PATH_INVALID"]')).toBeVisible();
  await path.fill(moved);
  await page.getByRole('button', { name: 'Change path', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  const next = await api.thread.create.mutate({ projectId: project.projectId });
  await thread.open(next.threadId);
  await thread.send(script(`${key}n`).step(text('It works there.')).toPrompt());
  await thread.expectTurn(1, 'completed');
  await expect(thread.items('assistant').last()).toContainText('It works there.');

  rmSync(moved, { recursive: true });
  await api.project.list.query();
  await expect(note.filter({ hasText: moved }), 'told before anything is sent').toBeVisible();
  mkdirSync(moved);
  await note.filter({ hasText: moved }).getByRole('button', { name: 'Try again' }).click();
  await expect(note.filter({ hasText: moved })).toBeHidden();
});
