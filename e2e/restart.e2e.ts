import { createClient } from '@plumbline/client';
import { gate, script, text } from '@plumbline/practice-model';
import { Plumbline } from './harness/plumbline.ts';
import { endCleanly, expect, practiceOf, test } from './harness/test.ts';
import { until } from './harness/until.ts';

/** These end the server, so each has one of its own. */
async function own(run: (plumbline: Plumbline, api: ReturnType<typeof createClient>) => Promise<void>): Promise<void> {
  const plumbline = await Plumbline.launch();
  try {
    await run(plumbline, createClient({ url: plumbline.url, token: plumbline.token }));
  } finally {
    await endCleanly(plumbline);
  }
}

async function startTurn(plumbline: Plumbline, api: ReturnType<typeof createClient>, prompt: string): Promise<string> {
  const { projectId } = await api.project.add.mutate({ path: plumbline.directory('project') });
  const { threadId } = await api.thread.create.mutate({ projectId });
  await api.thread.turn.start.mutate({ threadId, text: prompt });
  return threadId;
}

async function shown(api: ReturnType<typeof createClient>, threadId: string): Promise<string> {
  const { items } = await api.thread.get.query({ threadId });
  return items.flatMap((item) => (item.kind === 'assistant' ? [item.text] : [])).join('');
}

test('kill -9 of Plumbline while OpenCode lives on: the turn goes on and completes, whole text at the end', async () => {
  test.setTimeout(120_000);
  await own(async (plumbline, api) => {
    const threadId = await startTurn(
      plumbline,
      api,
      script('live').step(text('Before the kill, '), gate('live'), text('after the restart.')).toPrompt(),
    );
    await until(async () => (await shown(api, threadId)).includes('Before the kill,'), { what: 'text streams', within: 40_000 });
    const opencode = plumbline.process('opencode')?.pid;
    await plumbline.kill();
    await plumbline.start();
    expect(plumbline.process('opencode')?.pid, 'the same OpenCode').toBe(opencode);
    const { session, turns } = await api.thread.get.query({ threadId });
    expect(session.status).toBe('running');
    expect(turns.at(-1)?.state).toBe('running');
    expect(await shown(api, threadId)).toContain('Before the kill,');
    await (await practiceOf(plumbline)).release('live');
    await until(async () => (await api.thread.get.query({ threadId })).turns.at(-1)?.state === 'completed', {
      what: 'the turn completes',
      within: 30_000,
    });
    expect(await shown(api, threadId)).toBe('Before the kill, after the restart.');
  });
});

test('kill -9 of Plumbline, and OpenCode died too: interrupted at start, shown text kept, the next turn works', async () => {
  test.setTimeout(120_000);
  await own(async (plumbline, api) => {
    const threadId = await startTurn(plumbline, api, script('dead').step(text('Shown before both died'), gate('dead')).toPrompt());
    await until(async () => (await shown(api, threadId)).includes('Shown before both died'), { what: 'text streams', within: 40_000 });
    const opencode = plumbline.process('opencode');
    await plumbline.kill();
    if (opencode !== null) process.kill(opencode.pid, 'SIGKILL');
    await plumbline.start();
    await until(async () => (await api.thread.get.query({ threadId })).turns.at(-1)?.state === 'interrupted', {
      what: 'the turn is interrupted',
    });
    const { session, turns } = await api.thread.get.query({ threadId });
    expect(session.status).toBe('stopped');
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'restart' });
    expect(await shown(api, threadId)).toBe('Shown before both died');
    await api.thread.turn.start.mutate({ threadId, text: script('again').step(text('Again.')).toPrompt() });
    await until(async () => (await api.thread.get.query({ threadId })).turns.at(-1)?.state === 'completed', {
      what: 'the next turn works',
      within: 45_000,
    });
  });
});

test('a clean stop in mid-turn: interrupted with cause restart, and nothing is left running', async () => {
  test.setTimeout(120_000);
  await own(async (plumbline, api) => {
    const threadId = await startTurn(plumbline, api, script('stop').step(text('Shown before the stop'), gate('stop')).toPrompt());
    await until(async () => (await shown(api, threadId)).includes('Shown before the stop'), { what: 'text streams', within: 40_000 });
    const began = performance.now();
    expect(await plumbline.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(plumbline.processes()).toEqual([]);
    await plumbline.start();
    const { turns } = await api.thread.get.query({ threadId });
    expect(turns.at(-1)).toMatchObject({ state: 'interrupted', cause: 'restart' });
    expect(await shown(api, threadId)).toBe('Shown before the stop');
  });
});
