import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { bench, expect, type Scene, sample } from './scene.ts';

/** A turn from nothing to its end, and one that fails. */
export const turns: Scene = {
  pictures: ['empty', 'starting', 'tools', 'menu', 'failed'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin } = await sample(stage);
    await begin();
    await expect(page.getByText('Nothing here yet.')).toBeVisible();
    await camera.shoot('empty');
    await workbench.send('Explain this project');
    await workbench.expectWord(/starting|working/);
    await camera.shoot('starting');
    await workbench.expectTurn(1, 'completed', 60_000);
    await workbench.send('Write a file and run it');
    await workbench.expectTurn(2, 'completed');
    await camera.shoot('tools', { kept: ['wide-dark'] });
    await page.getByRole('button', { name: 'More for this thread' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await camera.shoot('menu');
    await page.keyboard.press('Escape');

    await begin();
    await workbench.send('Fail on purpose');
    await workbench.expectTurn(1, 'error');
    await camera.shoot('failed');
  },
};

/** What an agent asks of the user. */
export const asking: Scene = {
  pictures: ['question', 'permission'],
  async play(stage) {
    const { workbench, begin } = await bench(stage, 'shop-api');
    await begin();
    await workbench.send('Ask me a question');
    await expect(stage.page.getByRole('radio').first()).toBeVisible();
    await stage.camera.shoot('question');

    await begin();
    await workbench.send('Write a file and run it');
    await workbench.expectTurn(1, 'completed', 60_000);
    await workbench.send('Ask me for a permission');
    await workbench.expectWord('needs-you');
    await stage.camera.shoot('permission', { kept: ['wide-light', 'phone-dark'] });
  },
};

/** A turn that is stopped in mid-sentence. */
export const stopping: Scene = {
  pictures: ['streaming', 'stopped-held'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin } = await bench(stage, 'shop-api');
    await begin();
    await workbench.send('Think for a long time');
    await expect(workbench.items('assistant').last()).toContainText('Press Stop');
    await workbench.send('Then explain this project');
    await expect(page.locator('[data-queued-state="queued"]')).toBeVisible();
    await camera.shoot('streaming', { kept: ['wide-light'] });
    await page.keyboard.press('Escape');
    await workbench.expectWord('stopped');
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await camera.shoot('stopped-held');
  },
};

/** A thread that goes on after a turn of another. */
export const fork: Scene = {
  pictures: ['fork'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin } = await bench(stage, 'shop-api');
    const say = (key: string, asked: string, said: string) => workbench.send(`${asked}\n${script(key).step(text(said)).toPrompt()}`);
    const source = await begin('Where to keep sessions');
    await say(
      'fork-a',
      'Where shall we keep sessions?',
      'Two ways fit: a **cookie that is signed**, or a row in the database that the cookie names.',
    );
    await workbench.expectTurn(1, 'completed', 60_000);
    await workbench.turn(1).hover();
    await page.getByRole('button', { name: 'Fork from here' }).click();
    await expect(page).not.toHaveURL(new RegExp(source));
    await expect(page.getByText('Forked here from')).toBeVisible();
    await say('fork-b', 'Try the row in the database', 'Then signing out takes effect at once, since the row can be removed.');
    await workbench.expectTurn(2, 'completed');
    await camera.shoot('fork');
  },
};

/** A thread that went back to before a message, with what the agent wrote for it. */
export const rewind: Scene = {
  pictures: ['rewound', 'rewound-open', 'rewound-final'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin, project } = await bench(stage, 'notes');
    await begin('Where notes are kept');
    const say = (key: string, asked: string, said: string) =>
      workbench.send(
        `${asked}\n${script(`rewind-${key}`)
          .step(tool('write', { filePath: join(project.path, `${key}.ts`), content: `export const kept = '${key}';\n` }))
          .step(text(said))
          .toPrompt()}`,
      );
    await say('memory', 'Keep notes in memory for now', 'They are in `memory.ts`, and gone with the process.');
    await workbench.expectTurn(1, 'completed', 60_000);
    await say('file', 'Now keep them in a file', 'Each note is a line of `notes.txt`.');
    await workbench.expectTurn(2, 'completed');
    const message = workbench.turn(2).locator('[data-item-kind="user"]');
    await message.hover();
    await message.getByRole('button', { name: 'Rewind to before this message' }).click();
    await workbench.expectWord('rewound');
    await workbench.composer.fill('Keep them in a database');
    await camera.shoot('rewound');
    const fold = page.getByRole('button', { name: '1 turn rewound' });
    await fold.click();
    await camera.shoot('rewound-open');
    await fold.click();
    await say('database', 'Keep them in a database', 'One table, `notes`, with a row for each.');
    // What is rewound is behind its fold.
    await workbench.expectTurn(2, 'completed');
    await camera.shoot('rewound-final');
  },
};

/** Files at the composer and in a message, and what a phone has in place of the pickers. */
export const attachments: Scene = {
  pictures: ['attachments', 'choices', 'message-files'],
  async play(stage) {
    const { page, camera } = stage;
    const { workbench, begin } = await bench(stage, 'shop-api');
    const picture = await page.screenshot();
    await begin('The header overlaps on small screens');
    await page.getByLabel('Files to attach').setInputFiles([
      { name: 'Screenshot of the start page.png', mimeType: 'image/png', buffer: picture },
      { name: 'server.log', mimeType: 'text/plain', buffer: Buffer.from('GET / 200 12 ms\n'.repeat(200)) },
      { name: 'heap.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([1, 0, 2, 255]) },
    ]);
    await expect(page.locator('[data-file-state="ready"]')).toHaveCount(2);
    await expect(page.locator('[data-file-state="failed"]')).toHaveCount(1);
    await workbench.composer.fill('The header overlaps the list on small screens: see the picture');
    await camera.shoot('attachments');
    await page.getByRole('button', { name: 'Remove heap.bin' }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: /^Model, mode and access/ }).click();
    await camera.shoot('choices', { sizes: ['phone'] });
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1440, height: 900 });
    const asked = await workbench.composer.inputValue();
    await workbench.send(
      `${asked}\n${script('files').step(text('The list has no top margin below 600 px. I mend it.'), gate('files')).toPrompt()}`,
    );
    await expect(workbench.items('assistant').last()).toContainText('I mend it.');
    await expect(workbench.items('user').getByRole('img')).toBeVisible();
    await camera.shoot('message-files');
    await workbench.stopButton.click();
    await workbench.expectTurn(1, 'interrupted');
  },
};
