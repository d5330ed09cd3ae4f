import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { script, text, tool } from '@plumbline/practice-model';
import { expect, practiceOf, test } from './harness/test.ts';

test('a message is gone back to before, its files with it, and forth again; after the next message the model does not know it, and the thread still does', async ({
  thread,
  api,
  plumbline,
  project,
  key,
}) => {
  const { page } = thread;
  execFileSync('git', ['init', '--quiet'], { cwd: project.path });
  const file = join(project.path, 'note.txt');
  const note = () => (existsSync(file) ? readFileSync(file, 'utf8') : null);
  const writes = (name: string, content: string) =>
    script(`${key}-${name}`)
      .step(tool('write', { filePath: file, content }))
      .step(text(`The note says ${content}.`))
      .toPrompt();
  await thread.send(writes('first', 'one'));
  await thread.expectTurn(1, 'completed');
  await thread.send(writes('second', 'two'));
  await thread.expectTurn(2, 'completed');
  await thread.send(script(`${key}-third`).step(text('Nothing more.')).toPrompt());
  await thread.expectTurn(3, 'completed');

  const rewind = async () => {
    const second = page.locator('[data-turn="2"] [data-item-kind="user"]');
    await second.hover();
    await second.getByRole('button', { name: 'Rewind to before this message' }).click();
    await thread.expectWord('rewound');
  };
  const rewound = page.getByRole('region', { name: 'Rewound turns' });

  await rewind();
  expect(note()).toBe('one');
  await expect(rewound).toContainText('2 turns rewound');
  await expect(thread.turns).toHaveCount(1);
  await expect(thread.composer).toHaveValue(writes('second', 'two'));
  await page.reload();
  await expect(rewound).toContainText('2 turns rewound');
  await rewound.getByRole('button', { name: 'Undo the rewind' }).click();
  await thread.expectWord('done');
  expect(note()).toBe('two');
  await expect(thread.turns).toHaveCount(3);
  await expect(rewound).toHaveCount(0);

  await rewind();
  expect(note()).toBe('one');
  await thread.send(script(`${key}-other`).step(text('Another way.')).toPrompt());
  await expect(page.locator('[data-turn="4"]')).toHaveAttribute('data-turn-state', 'completed');
  const requests = await (await practiceOf(plumbline)).requests({ key: `${key}-other` });
  const heard = requests.at(-1)?.lastUserTexts.join('\n') ?? '';
  expect(heard).toContain(`${key}-first`);
  expect(heard).not.toContain(`${key}-second`);
  await expect(rewound.getByRole('button', { name: 'Undo the rewind' })).toHaveCount(0);
  await rewound.getByRole('button', { name: '2 turns rewound' }).click();
  await expect(page.locator('[data-turn="2"]')).toContainText('The note says two.');
  await expect(page.locator('[data-turn="2"]').getByRole('button', { name: /Edit|Rewind|Fork/ })).toHaveCount(0);
  const { state, turns } = await api.thread.get.query({ threadId: thread.id });
  expect([state.rewind, turns.at(-1)?.rewound]).toEqual([undefined, { from: 2, to: 3 }]);
});

test('a directory without git: the conversation does not go back without its files, and the page says so', async ({
  thread,
  project,
  key,
}) => {
  const { page } = thread;
  const file = join(project.path, 'note.txt');
  await thread.send(
    script(key)
      .step(tool('write', { filePath: file, content: 'one' }))
      .step(text('Written.'))
      .toPrompt(),
  );
  await thread.expectTurn(1, 'completed');
  await thread.items('user').first().hover();
  await page.getByRole('button', { name: 'Rewind to before this message' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Not rewound' })).toContainText('is the project under git?');
  await thread.expectWord('done');
  expect(readFileSync(file, 'utf8')).toBe('one');
});
