import { rmSync } from 'node:fs';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { lyingModelId, promptOf } from '@plumbline/providers/lying';
import { holdBack, refuseOnce } from '../../e2e/harness/held-back.ts';
import { practiceOf } from '../../e2e/harness/test.ts';
import { Workbench } from '../../e2e/harness/workbench.ts';
import { bench, expect, type Scene } from './scene.ts';

/** It goes on until it is stopped. */
const endless = script('waiting').step(
  text(
    'I begin with the **guides**, since most links lead there:\n\n1. `install.md` and `first-steps.md` move to `guides/`\n2. the old addresses lead to the new ones\n\nThen come the pages about',
  ),
  gate('waiting'),
);

/** What waits behind a turn, and what goes into it. */
export const waiting: Scene = {
  pictures: ['queue', 'queue-edit', 'ways', 'steering', 'steered', 'model-next'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin } = await bench(stage, 'docs-site');
    await begin();
    await workbench.send(`Move the docs to the new layout\n${endless.toPrompt()}`);
    await expect(workbench.items('assistant').last()).toContainText('Then come');
    for (const message of ['Then run the tests', 'Write two sentences for the release notes about what changed', 'And update the README'])
      await workbench.send(message);
    await expect(page.locator('[data-predicted="false"]')).toHaveCount(3);
    await camera.shoot('queue');
    await page.getByRole('button', { name: /^Edit: Write two/ }).click();
    await expect(page.getByRole('textbox', { name: 'Edit what is queued' })).toBeFocused();
    await camera.shoot('queue-edit');
    await page.keyboard.press('Escape');
    await workbench.composer.fill('A word to the agent while it works');
    await camera.shoot('ways');
    const steer = await holdBack(page, 'thread.turn.start');
    await workbench.composer.fill('Look at the links first');
    await workbench.composer.press('Control+Enter');
    await expect(page.locator('[data-queued-state="steering"]')).toBeVisible();
    await camera.shoot('steering');
    await steer.release();
    await expect(workbench.items('user')).toHaveCount(2);
    await camera.shoot('steered');
    const picker = page.getByRole('combobox', { name: 'Model' });
    const mine = await picker.inputValue();
    await picker.selectOption((await picker.locator(`option:not([value="${mine}"])`).first().getAttribute('value')) ?? mine);
    await expect(workbench.items('notice')).toContainText('From the next turn on');
    await camera.shoot('model-next');
    await picker.selectOption(mine);
    await page.keyboard.press('Escape');
    await workbench.expectTurn(1, 'interrupted');
  },
};

/** What is shown before the server has said so. */
export const foretold: Scene = {
  pictures: ['sending', 'not-sent', 'answering'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin } = await bench(stage, 'docs-site');
    await begin();
    const send = await holdBack(page, 'thread.turn.start');
    await workbench.send('Explain this project');
    await expect(workbench.state).toContainText('Sending');
    await camera.shoot('sending');
    await send.release();
    await workbench.expectTurn(1, 'completed', 60_000);
    await refuseOnce(page, 'thread.turn.start');
    await workbench.send('Ask me for a permission');
    await expect(page.getByText('Not sent')).toBeVisible();
    await camera.shoot('not-sent');
    await page.getByRole('button', { name: 'Send again' }).click();
    await workbench.expectWord('needs-you');
    const answer = await holdBack(page, 'thread.request.respond');
    await page.getByRole('button', { name: /^Allow/ }).click();
    await expect(page.getByText('sending…').first()).toBeVisible();
    await camera.shoot('answering');
    await answer.release();
    await workbench.expectTurn(2, 'completed');
  },
};

/** What outlives a turn, what cannot be known, and what cannot be done. */
export const doubts: Scene = {
  pictures: ['tasks', 'task-stopping', 'quiet', 'unverified', 'directory-missing-turn'],
  async play(stage) {
    const { page, plumbline, api, camera } = stage;
    const { workbench, begin, project } = await bench(stage, 'web-app');
    const quiet = await begin();
    await workbench.send(`Find the slow test\n${script('slow').step(text('I run them one by one.'), gate('slow')).toPrompt()}`);
    await expect(workbench.items('assistant').last()).toContainText('one by one');

    const deaf = `nohup sh -c 'trap "" TERM; while :; do sleep 3600; done' >/dev/null 2>&1 &`;
    const command = `nohup sleep 3600 >/dev/null 2>&1 & ${deaf} echo started`;
    await begin();
    await workbench.send(
      `Start the preview\n${script('task')
        .step(tool('bash', { command, description: 'Start the preview' }))
        .step(text('The preview runs in the background.'))
        .toPrompt()}`,
    );
    await workbench.expectWord('task');
    await expect(page.locator('[data-task]')).toHaveCount(2);
    await camera.shoot('tasks');
    const second = page.locator('[data-task]').filter({ hasText: 'trap' });
    await second.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(second.getByRole('button', { name: 'Force stop' })).toBeEnabled();
    await camera.shoot('task-stopping');
    await second.getByRole('button', { name: 'Force stop' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await workbench.expectWord('done');

    await workbench.open(quiet);
    await workbench.expectWord('quiet', 150_000);
    await camera.shoot('quiet');
    const agent = plumbline.process('opencode');
    if (agent === null) throw new Error('OpenCode does not run.');
    process.kill(agent.pid, 'SIGSTOP');
    await page.getByRole('button', { name: 'Ask it now' }).click();
    await workbench.expectWord('unverified');
    await camera.shoot('unverified');
    process.kill(agent.pid, 'SIGCONT');
    await (await practiceOf(plumbline)).release('slow');
    await workbench.expectTurn(1, 'completed');

    const left = await begin();
    await workbench.send('Explain this project');
    await workbench.expectTurn(1, 'completed');
    await api.thread.session.stop.mutate({ threadId: left });
    rmSync(project.path, { recursive: true });
    await workbench.send('Write a file and run it');
    await workbench.expectTurn(2, 'error');
    await camera.shoot('directory-missing-turn');
  },
};

/** An agent that refuses to stop. */
export const stopFailed: Scene = {
  pictures: ['stop-failed', 'force-stop'],
  async play(stage) {
    const { page, plumbline, api, camera } = stage;
    const path = plumbline.directory('web-app');
    const { projectId } = await api.project.add.mutate({ path });
    const { threadId } = await api.thread.create.mutate({ projectId, provider: 'lying', model: lyingModelId, title: 'Tidy the fixtures' });
    const workbench = new Workbench(page, plumbline.url);
    await workbench.open(threadId);
    await workbench.send(
      promptOf([
        { lie: 'refuse-stop', times: 50 },
        { do: 'text', text: 'I go through them one by one.' },
        { do: 'wait', gate: 'never' },
      ]),
    );
    await expect(workbench.items('assistant').last()).toContainText('one by one');
    await workbench.stopButton.click();
    await expect(workbench.state).toContainText('it could not be stopped');
    await camera.shoot('stop-failed');
    await page.getByRole('button', { name: 'Force stop…' }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await camera.shoot('force-stop');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Force stop' }).click();
    await workbench.expectTurn(1, 'interrupted');
  },
};
