import { gate, script, text } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';

for (const [what, offset] of [
  ['two hours ahead', 2 * 3_600_000],
  ['two hours behind', -2 * 3_600_000],
] as const) {
  test(`on a machine whose clock is ${what}, ages are the server's`, async ({ workbench, api, plumbline, project, key }) => {
    const { threadId } = await api.thread.create.mutate({ projectId: project.projectId });
    await api.thread.turn.start.mutate({ threadId, text: script(key).step(text('Begun. '), gate(key)).toPrompt() });
    const { page } = workbench;
    await page.clock.install({ time: Date.now() + offset });
    await workbench.open(threadId);
    await expect(workbench.items('assistant')).toContainText('Begun.', { timeout: 60_000 });
    await workbench.expectWord('working');
    const age = /Working\D*0:(\d\d)/;
    await expect(workbench.state).toHaveText(age);
    const seconds = async () => Number((await workbench.state.textContent())?.match(age)?.[1]);
    const before = await seconds();
    await expect.poll(seconds, 'it counts').toBeGreaterThan(before);
    await (await practiceOf(plumbline)).release(key);
    await workbench.expectTurn(1, 'completed');
  });
}
