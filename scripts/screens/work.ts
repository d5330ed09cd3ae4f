import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gate, script, text, tool } from '@plumbline/practice-model';
import { commitAll } from '../../e2e/harness/repository.ts';
import { practiceOf } from '../../e2e/harness/test.ts';
import { benchAt, expect, type Scene } from './scene.ts';

const source = `import type { Line } from './cart.ts';

/** What is to be paid, in cents. */
export function total(lines: readonly Line[]): number {
  let sum = 0;
  for (const line of lines) {
    sum += line.price;
  }
  return sum;
}
`;

const answer = `The total **ignored the quantity** of each line. It is mended, and a test holds it:

\`\`\`ts
test('a line of three counts three times', () => {
  expect(total([{ price: 250, quantity: 3 }])).toBe(750); // cents
});
\`\`\`

- \`src/total.ts\`: the sum takes \`quantity\` into account
- \`src/total.test.ts\`: new
`;

/** A turn with much work in it: a sub-agent, a long stretch of steps, changed files, code. */
export const work: Scene = {
  pictures: ['sub-agent-works', 'work', 'sub-agent', 'changes', 'changes-split', 'palette', 'keys', 'inspector'],
  async play(stage) {
    const { page, plumbline, camera } = stage;
    const path = join(plumbline.base, 'work', 'checkout');
    const file = join(path, 'src', 'total.ts');
    mkdirSync(join(path, 'src'), { recursive: true });
    writeFileSync(file, source);
    commitAll(path);
    const { workbench, begin } = await benchAt(stage, path);
    await begin('The total ignores quantities');

    const child = script('work-child')
      .step(text('I look where totals are made.'), tool('grep', { pattern: 'total\\(', path }))
      .step(tool('read', { filePath: file }))
      .step(gate('work-child'), text('Only src/total.ts makes them.'));
    const look = (command: string) => tool('bash', { command, description: command });
    const doing = ['ls', 'git log --oneline', 'cat src/total.ts', 'ls src', 'wc -l src/total.ts', 'git status --short'].reduce(
      (made, command) => made.step(look(command)),
      script('work')
        .step(
          text('I have another look where totals are made.'),
          tool('task', { description: 'Find where totals are made', subagent_type: 'general', prompt: child.toPrompt() }),
        )
        .step(tool('read', { filePath: file })),
    );
    const edit = { filePath: file, oldString: 'sum += line.price;', newString: 'sum += line.price * line.quantity;' };
    const proof =
      "import { expect, test } from 'vitest';\nimport { total } from './total.ts';\n\ntest('a line of three counts three times', () => {\n  expect(total([{ price: 250, quantity: 3 }])).toBe(750); // cents\n});\n";
    await workbench.send(
      `The total of a cart ignores the quantities. Mend it, and write a test.\n${doing
        .step(tool('edit', edit))
        .step(tool('write', { filePath: join(path, 'src', 'total.test.ts'), content: proof }))
        .step(text(answer))
        .toPrompt()}`,
    );
    const agent = page.getByRole('region', { name: 'Sub-agent', exact: true });
    await expect(agent).toContainText('read src/total.ts');
    await camera.shoot('sub-agent-works');
    await (await practiceOf(plumbline)).release('work-child');
    await workbench.expectTurn(1, 'completed', 60_000);
    await expect(page.locator('.code-block span[style]').first()).toBeVisible();
    const changes = workbench.turn(1).getByRole('button', { name: '2 files changed' });
    await expect(changes).toBeVisible();
    await camera.shoot('work');
    await agent.getByRole('button').click();
    await agent.scrollIntoViewIfNeeded();
    await camera.shoot('sub-agent');
    await changes.click();
    const dialog = page.getByRole('dialog', { name: 'Turn 1' });
    await expect(dialog.locator('span[style]').first()).toBeVisible();
    await camera.shoot('changes');
    await dialog.getByRole('button', { name: 'Split' }).click();
    await camera.shoot('changes-split');
    await dialog.getByRole('button', { name: 'Unified' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('quant');
    await expect(page.getByRole('option').locator('mark').first()).toBeVisible();
    await camera.shoot('palette', { kept: ['wide-light'] });
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: /message/i }).evaluate((field) => (field as HTMLElement).blur());
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await camera.shoot('keys');
    await page.keyboard.press('Escape');

    await page.keyboard.press('i');
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await expect(inspector).toContainText('turn.settled');
    await camera.shoot('inspector');
    await inspector.getByRole('button', { name: 'Close the inspector' }).click();
  },
};
