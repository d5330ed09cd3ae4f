import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const themes = ['light', 'dark'] as const;

/** Takes each picture in both sizes and both themes. */
export class Camera {
  readonly #page: Page;
  readonly #folder: string;
  readonly #only: readonly string[];

  constructor(page: Page, folder: string, only: readonly string[]) {
    this.#page = page;
    this.#folder = folder;
    this.#only = only;
  }

  /** `kept`: the sizes and themes that docs/screens/ keeps, e.g. `wide-light`. */
  async shoot(name: string, kept: readonly string[] = []): Promise<void> {
    if (this.#only.length > 0 && !this.#only.includes(name)) return;
    await this.#page.evaluate(withoutScripts);
    for (const [size, viewport] of Object.entries(sizes)) {
      await this.#page.setViewportSize(viewport);
      for (const colorScheme of themes) {
        await this.#page.emulateMedia({ colorScheme });
        const file = join(this.#folder, 'all', `${name}-${size}-${colorScheme}.png`);
        await this.#page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
        if (kept.includes(`${size}-${colorScheme}`)) copyFileSync(file, join(this.#folder, `${name}-${size}-${colorScheme}.png`));
      }
    }
    await this.#page.setViewportSize(sizes.wide);
    await this.#page.emulateMedia({ colorScheme: 'light' });
  }
}

/** What a prompt tells a model for trials is not part of the picture. Runs in the page. */
function withoutScripts(): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (/(practice|lying):\{/.test(node.nodeValue ?? ''))
      node.nodeValue = node.nodeValue?.replace(/\n?(practice|lying):\{.*/s, '') || 'As we said';
}
