import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, status, text, tool } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';
import { until } from './harness/until.ts';

test('stop in mid-stream: interrupted, no error, the text stays, and the next turn works', async ({ workbench, api, project, key }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(script(key).step(text('Half a sentence'), gate(key), text(' never told.')).toPrompt());
  await expect(workbench.items('assistant').last()).toContainText('Half a sentence');
  await workbench.page.keyboard.press('Escape');
  await workbench.expectTurn(1, 'interrupted');
  await workbench.expectWord('stopped');
  await expect(workbench.items('assistant').last()).toContainText('Half a sentence');
  const { session, turns } = await api.thread.get.query({ threadId });
  expect(session.status).toBe('ready');
  expect(session.lastError).toBeUndefined();
  expect(turns[0]).toMatchObject({ state: 'interrupted', cause: 'user' });
  expect(turns[0]?.failure).toBeUndefined();

  await workbench.send(script(`${key}n`).step(text('The next one works.')).toPrompt());
  await workbench.expectTurn(2, 'completed');
  await expect(workbench.items('assistant').last()).toContainText('The next one works.');
});

for (const place of ['a warm directory', "a directory's first turn"] as const) {
  test(`stop right after send, in ${place}`, async ({ api, plumbline, project, key }) => {
    if (place === 'a warm directory') {
      const warm = await api.thread.create.mutate({ projectId: project.projectId });
      await api.thread.turn.start.mutate({ threadId: warm.threadId, text: script(`${key}w`).step(text('Warm.')).toPrompt() });
      await until(async () => (await latest(warm.threadId)) === 'completed', { what: 'the first turn is done', within: 30_000 });
    }
    const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
    await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('Never wanted'), gate(key)).toPrompt() });
    await api.thread.turn.interrupt.mutate({ threadId });
    await until(async () => (await latest(threadId)) === 'interrupted', { what: 'the turn is interrupted', within: 15_000 });
    const { session } = await api.thread.get.query({ threadId });
    expect(session.lastError).toBeUndefined();

    await api.thread.turn.start.mutate({ threadId, text: script(`${key}n`).step(text('Wanted.')).toPrompt() });
    await until(async () => (await latest(threadId)) === 'completed', { what: 'the next turn works', within: 30_000 });
    const seen = (await (await practiceOf(plumbline)).requests({ key: `${key}n` })).filter((request) => !request.auxiliary);
    expect(seen.length, 'the model was asked once').toBe(1);

    async function latest(id: string): Promise<string | undefined> {
      return (await api.thread.get.query({ threadId: id })).turns.at(-1)?.state;
    }
  });
}

test('stop while a permission is open: it expires with its turn', async ({ workbench, api, plumbline, project, key }) => {
  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(
    script(key)
      .step(tool('write', { filePath: join(outside, 'x.txt'), content: 'x' }))
      .step(text('Never.'))
      .toPrompt(),
  );
  await workbench.expectWord('needs-you');
  await workbench.stopButton.click();
  await workbench.expectTurn(1, 'interrupted');
  const { requests, session } = await api.thread.get.query({ threadId });
  expect(requests.map(({ state }) => state)).toEqual(['expired']);
  expect(session.status).toBe('ready');
  await workbench.send(script(`${key}n`).step(text('Still here.')).toPrompt());
  await workbench.expectTurn(2, 'completed');
});

test("stop in a provider's retry", async ({ workbench, api, project, key }) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(
    script(key)
      .step(status(500, { times: 50 }), text('Never.'))
      .toPrompt(),
  );
  await workbench.expectWord('retrying');
  await workbench.stopButton.click();
  await workbench.expectTurn(1, 'interrupted');
  await workbench.send(script(`${key}n`).step(text('Back.')).toPrompt());
  await workbench.expectTurn(2, 'completed');
});

test('ten clicks have the effect of one, and a queue is held after a stop until it is resumed', async ({
  workbench,
  api,
  project,
  key,
}) => {
  const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
  await workbench.open(threadId);
  await workbench.send(script(key).step(text('Working'), gate(key)).toPrompt());
  await expect(workbench.items('assistant').last()).toContainText('Working');
  await workbench.send(script(`${key}q`).step(text('From the queue.')).toPrompt());
  await until(async () => (await api.thread.get.query({ threadId })).queue.messages.length === 1, { what: 'a message waits' });
  await Promise.all(Array.from({ length: 10 }, () => api.thread.turn.interrupt.mutate({ threadId })));
  await workbench.expectTurn(1, 'interrupted');
  const held = await api.thread.get.query({ threadId });
  expect(held.queue.hold).not.toBeNull();
  expect(held.turns).toHaveLength(1);
  await workbench.page.getByRole('button', { name: /resume/i }).click();
  await workbench.expectTurn(2, 'completed');
  await expect(workbench.items('assistant').last()).toContainText('From the queue.');
});
