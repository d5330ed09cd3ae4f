import type { Locator, Page } from '@playwright/test';

/**
 * Holds files of this machine over an element, as a file manager does: through the browser, not by an event that the page is given.
 * The answer drops them.
 */
export async function dragFiles(target: Locator, files: readonly string[]): Promise<() => Promise<void>> {
  const session = await target.page().context().newCDPSession(target.page());
  const box = await target.boundingBox();
  if (box === null) throw new Error('Nothing is there to hold files over.');
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data };
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  return async () => {
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...at });
    await session.detach();
  };
}

/** Puts a picture on the browser's clipboard, for Ctrl V. */
export async function copyPicture(page: Page, png: Buffer): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  }, png.toString('base64'));
}
