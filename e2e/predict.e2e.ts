import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { holdBack, refuseOnce } from './harness/held-back.ts';
import { expect, practiceOf, test } from './harness/test.ts';
import { Workbench } from './harness/workbench.ts';

/** Rules 31 and 32 as a user sees them: what he does shows at once, and is confirmed or taken back. */

const queued = (bench: Workbench) => bench.page.locator('[data-queued-state="queued"]');

test('a message shows before the server has it, and once when it has; so does a Stop of it', async ({ thread, api, key }) => {
  const send = await holdBack(thread.page, 'thread.turn.start');
  await thread.send(script(key).step(text('Hardly begun'), gate(key)).toPrompt());
  await expect(thread.items('user')).toHaveCount(1);
  await thread.expectWord('starting');
  await expect(thread.state).toContainText('Sending');
  expect((await api.thread.get.query({ threadId: thread.id })).turns, 'the server knows nothing of it').toEqual([]);

  const stop = await holdBack(thread.page, 'thread.turn.interrupt');
  const within = await thread.stopButton.evaluate((button: HTMLElement) => {
    button.click();
    return new Promise((done) =>
      requestAnimationFrame(() => done(document.querySelector('header [data-word]')?.getAttribute('data-word'))),
    );
  });
  expect(within, 'in the same frame').toBe('stopping');
  await send.release();
  await expect.poll(async () => (await api.thread.get.query({ threadId: thread.id })).turns.length).toBe(1);
  await thread.expectWord('stopping');
  await stop.release();
  await thread.expectTurn(1, 'interrupted');
  await expect(thread.turns).toHaveCount(1);
  await expect(thread.items('user')).toHaveCount(1);
});

test('an answer that comes long after its effect shows nothing twice', async ({ thread, plumbline, key }) => {
  const answers = await holdBack(thread.page, 'thread.turn.start', 'answer');
  await thread.send(script(key).step(text('Under way, '), gate(key), text('and done.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Under way,');
  await thread.send(script(`${key}n`).step(text('Next.')).toPrompt());
  await expect(queued(thread)).toHaveCount(1);
  await expect(queued(thread)).toHaveAttribute('data-predicted', 'false');
  await expect(thread.items('user')).toHaveCount(1);
  await expect(thread.page.getByText('Sending…')).toHaveCount(0);
  await answers.release();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('user')).toHaveCount(2);
  await expect(queued(thread)).toHaveCount(0);
});

test('an answer to a request shows before the server has it', async ({ thread, plumbline, key }) => {
  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  await thread.send(
    script(key)
      .step(tool('write', { filePath: join(outside, 'x.txt'), content: 'x' }))
      .step(text('Thank you.'))
      .toPrompt(),
  );
  await thread.expectWord('needs-you');
  const respond = await holdBack(thread.page, 'thread.request.respond');
  await thread.page.getByRole('button', { name: /^Allow/ }).click();
  await thread.expectWord('working');
  const card = thread.page.getByRole('region', { name: 'Waiting for you' });
  await expect(card).toContainText('Allowed, sending…');
  await expect(card.getByRole('button')).toHaveCount(0);
  await respond.release();
  await thread.expectTurn(1, 'completed');
  await expect(thread.page.locator('[data-request-state="resolved"]')).toContainText('Allowed');
});

test('the queue is changed, moved and emptied at once; what the server does not know yet cannot be asked anything', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page } = thread;
  await thread.send(script(key).step(text('Busy'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Busy');
  await thread.send('First');
  await thread.send('Second');
  await expect(queued(thread)).toHaveText(['First', 'Second']);
  await expect(page.locator('[data-predicted="true"]')).toHaveCount(0);

  const send = await holdBack(page, 'thread.turn.start');
  await thread.send('Third');
  await expect(queued(thread)).toHaveText(['First', 'Second', 'Third']);
  await expect(page.getByRole('button', { name: 'Edit: Third' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Remove from the queue: Third' })).toBeDisabled();
  await send.release();
  await expect(page.getByRole('button', { name: 'Remove from the queue: Third' })).toBeEnabled();

  const move = await holdBack(page, 'thread.queue.move');
  await page.getByRole('button', { name: 'Send earlier: Third' }).click();
  await expect(queued(thread)).toHaveText(['First', 'Third', 'Second']);
  const edit = await holdBack(page, 'thread.queue.edit');
  await page.getByRole('button', { name: 'Edit: Third' }).click();
  await page.getByRole('textbox', { name: 'Edit what is queued' }).fill('Third, changed');
  await page.keyboard.press('Enter');
  await expect(queued(thread)).toHaveText(['First', 'Third, changed', 'Second']);
  const remove = await holdBack(page, 'thread.queue.remove');
  await page.getByRole('button', { name: 'Remove from the queue: First' }).click();
  await expect(queued(thread)).toHaveText(['Third, changed', 'Second']);
  for (const held of [move, edit, remove]) await held.release();
  await page.reload();
  await expect(queued(thread), 'and so the server has it').toHaveText(['Third, changed', 'Second']);
  for (const name of ['Third, changed', 'Second']) await page.getByRole('button', { name: `Remove from the queue: ${name}` }).click();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
});

test('what the server refuses is taken back: a message keeps its text, a change of the queue too, and both can be tried again', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page } = thread;
  await refuseOnce(page, 'thread.turn.start');
  const prompt = script(key).step(text('Arrived, '), gate(key), text('at last.')).toPrompt();
  await thread.send(prompt);
  await expect(page.getByText('Not sent')).toBeVisible();
  await expect(thread.turns).toHaveCount(0);
  await expect(page.locator('[data-queued-state="failed"]')).toContainText(prompt.split('\n')[0] ?? '');
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(thread.items('assistant').last()).toContainText('Arrived,');
  await expect(page.getByText('Not sent')).toHaveCount(0);

  await thread.send('As it was');
  await expect(page.getByRole('button', { name: 'Edit: As it was' })).toBeEnabled();
  await refuseOnce(page, 'thread.queue.edit');
  await page.getByRole('button', { name: 'Edit: As it was' }).click();
  const editor = page.getByRole('textbox', { name: 'Edit what is queued' });
  await editor.fill('As it shall be');
  await editor.press('Enter');
  await expect(page.getByText('Not changed')).toBeVisible();
  await expect(editor).toHaveValue('As it shall be');
  await editor.press('Enter');
  await expect(queued(thread)).toHaveText(['As it shall be']);

  await refuseOnce(page, 'thread.turn.interrupt');
  await thread.stopButton.click();
  await expect(page.locator('[data-code="STORAGE_UNAVAILABLE"]')).toBeVisible();
  await thread.expectWord('working');
  await expect(thread.stopButton).toBeEnabled();
  await page.getByRole('button', { name: 'Remove from the queue: As it shall be' }).click();
  await (await practiceOf(plumbline)).release(key);
  await thread.expectTurn(1, 'completed');
});

test('the first message of a new thread shows from the click on, and stays when the thread cannot be made', async ({
  workbench,
  plumbline,
  project,
  key,
}) => {
  const { page } = workbench;
  await page.goto(`${plumbline.url}/projects/${project.projectId}/new`);
  await expect(workbench.composer).toBeEditable();
  const prompt = `Hello there\n${script(key).step(text('Hello.')).toPrompt()}`;
  await refuseOnce(page, 'thread.create');
  await workbench.composer.fill(prompt);
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled();
  await workbench.composer.press('Enter');
  await expect(page.getByText('The thread was not made')).toBeVisible();
  await expect(workbench.composer).toHaveValue(prompt);

  const create = await holdBack(page, 'thread.create');
  const send = await holdBack(page, 'thread.turn.start');
  await workbench.composer.press('Enter');
  const opening = page.locator('[data-opening]');
  await expect(opening).toContainText('Hello there');
  await create.release();
  await page.waitForURL('**/threads/*');
  await expect(workbench.items('user'), 'predicted as soon as the thread has come').toContainText('Hello there');
  await expect(opening).toHaveCount(0);
  await send.release();
  await workbench.expectTurn(1, 'completed');
  await expect(workbench.turns).toHaveCount(1);
  await expect(workbench.items('user')).toHaveCount(1);
});

test('two tabs agree: the other one sees what the server has, and no prediction', async ({ thread, plumbline, project, context, key }) => {
  const there = new Workbench(await context.newPage(), plumbline.url);
  await there.open(thread.id);
  const wait = 'for i in $(seq 600); do [ -f go ] && break; sleep 0.1; done; echo gone';
  await thread.send(
    script(key)
      .step(tool('bash', { command: wait, description: 'wait' }))
      .step(text('Done.'))
      .toPrompt(),
  );
  await expect(there.items('tool')).toHaveCount(1);
  const send = await holdBack(thread.page, 'thread.turn.start');
  await thread.send('From here');
  await expect(queued(thread)).toHaveText(['From here']);
  await there.send('From there');
  await expect(queued(there)).toHaveText(['From there']);
  await expect(queued(thread), 'what is predicted follows what is known').toHaveText(['From there', 'From here']);
  await send.release();
  for (const each of [thread, there]) await expect(queued(each)).toHaveText(['From there', 'From here']);

  const remove = await holdBack(thread.page, 'thread.queue.remove');
  await thread.page.getByRole('button', { name: 'Remove from the queue: From here' }).click();
  await there.page.getByRole('button', { name: 'Remove from the queue: From here' }).click();
  await expect(queued(there)).toHaveText(['From there']);
  await remove.release();
  await expect(thread.page.locator('[data-code="MESSAGE_NOT_FOUND"]'), 'the second is told').toBeVisible();
  await expect(queued(thread)).toHaveText(['From there']);
  await there.page.getByRole('button', { name: 'Remove from the queue: From there' }).click();
  await expect(queued(thread)).toHaveCount(0);
  writeFileSync(join(project.path, 'go'), '');
  for (const each of [thread, there]) await each.expectTurn(1, 'completed');
});
