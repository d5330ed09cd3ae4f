import { gate, script, text } from '@plumbline/practice-model';
import { checkAccess } from './harness/access.ts';
import { expect, practiceOf, test } from './harness/test.ts';

test('the inspector shows the session, the process, the last look and the log as they change, by keyboard alone', async ({
  thread,
  plumbline,
  key,
}) => {
  const { page } = thread;
  await thread.send(
    script(key)
      .step(text('Half. '), gate(`${key}-go`), text('Whole.'))
      .toPrompt(),
  );
  await expect(thread.items('assistant')).toContainText('Half.', { timeout: 60_000 });
  await thread.composer.blur();
  await page.keyboard.press('i');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { name: 'Inspector' })).toBeFocused();
  await expect(inspector.getByRole('img')).toHaveAccessibleName(/^The session is running\. From here it may become ready/);
  await expect(inspector).toContainText(/OpenCode · [\d.]+ · running · pid \d+/);
  await expect(inspector).toContainText('none since the server started');
  await checkAccess(page, 'the inspector beside a running turn');

  await inspector.getByRole('button', { name: 'Reconcile now' }).press('Enter');
  await expect(inspector).toContainText('works; has the prompt; newest step open');
  const ignored = inspector.getByRole('region', { name: 'Ignored signals' });
  await expect(ignored, 'the look changed nothing, and so no version').toContainText('observation');
  await inspector.getByRole('button', { name: 'Reconcile now' }).press('Escape');
  await expect(inspector).toBeHidden();
  await expect(thread.state, 'Esc closed it and stopped nothing').toHaveAttribute('data-word', 'working');

  await page.keyboard.press('i');
  await (await practiceOf(plumbline)).release(`${key}-go`);
  await thread.expectTurn(1, 'completed');
  await expect(inspector.getByRole('img')).toHaveAccessibleName(/^The session is ready/);
  const settled = inspector.getByRole('region', { name: 'Event log' }).getByText('turn.settled');
  await settled.click();
  await expect(inspector.locator('details[open] pre')).toContainText('"outcome": "completed"');
  await page.reload();
  await expect(inspector, 'it stays open over a reload').toContainText('turn.settled');

  await page.setViewportSize({ width: 390, height: 844 });
  await checkAccess(page, 'the inspector on a phone');
  await inspector.getByRole('button', { name: 'Close the inspector' }).click();
  await expect(inspector).toBeHidden();
});
