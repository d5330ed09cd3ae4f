import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, status, text, tool } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';
import { until } from './harness/until.ts';

test('stop in mid-stream: interrupted, no error, the text stays, and the next turn works', async ({ thread, api, key }) => {
  await thread.send(script(key).step(text('Half a sentence'), gate(key), text(' never told.')).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Half a sentence');
  await thread.page.keyboard.press('Escape');
  await thread.expectTurn(1, 'interrupted');
  await thread.expectWord('stopped');
  await expect(thread.items('assistant').last()).toContainText('Half a sentence');
  const { session, turns } = await api.thread.get.query({ threadId: thread.id });
  expect(session.status).toBe('ready');
  expect(session.lastError).toBeUndefined();
  expect(turns[0]).toMatchObject({ state: 'interrupted', cause: 'user' });
  expect(turns[0]?.failure).toBeUndefined();

  await thread.send(script(`${key}n`).step(text('The next one works.')).toPrompt());
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('assistant').last()).toContainText('The next one works.');
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

test('stop while a permission is open: it expires with its turn', async ({ thread, api, plumbline, key }) => {
  const outside = join(plumbline.base, `outside-${key}`);
  mkdirSync(outside);
  await thread.send(
    script(key)
      .step(tool('write', { filePath: join(outside, 'x.txt'), content: 'x' }))
      .step(text('Never.'))
      .toPrompt(),
  );
  await thread.expectWord('needs-you');
  await thread.stopButton.click();
  await thread.expectTurn(1, 'interrupted');
  const { requests, session } = await api.thread.get.query({ threadId: thread.id });
  expect(requests.map(({ state }) => state)).toEqual(['expired']);
  expect(session.status).toBe('ready');
  await thread.send(script(`${key}n`).step(text('Still here.')).toPrompt());
  await thread.expectTurn(2, 'completed');
});

test("stop in a provider's retry", async ({ thread, key }) => {
  await thread.send(
    script(key)
      .step(status(500, { times: 50 }), text('Never.'))
      .toPrompt(),
  );
  await thread.expectWord('retrying');
  await thread.stopButton.click();
  await thread.expectTurn(1, 'interrupted');
  await thread.send(script(`${key}n`).step(text('Back.')).toPrompt());
  await thread.expectTurn(2, 'completed');
});

test('ten clicks have the effect of one, and a queue is held after a stop until it is resumed', async ({ thread, api, key }) => {
  await thread.send(script(key).step(text('Working'), gate(key)).toPrompt());
  await expect(thread.items('assistant').last()).toContainText('Working');
  await thread.send(script(`${key}q`).step(text('From the queue.')).toPrompt());
  await until(async () => (await api.thread.get.query({ threadId: thread.id })).queue.messages.length === 1, { what: 'a message waits' });
  await Promise.all(Array.from({ length: 10 }, () => api.thread.turn.interrupt.mutate({ threadId: thread.id })));
  await thread.expectTurn(1, 'interrupted');
  const held = await api.thread.get.query({ threadId: thread.id });
  expect(held.queue.hold).not.toBeNull();
  expect(held.turns).toHaveLength(1);
  await thread.page.getByRole('button', { name: /resume/i }).click();
  await thread.expectTurn(2, 'completed');
  await expect(thread.items('assistant').last()).toContainText('From the queue.');
});
