import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const themes = ['light', 'dark'] as const;

type Size = keyof typeof sizes;

interface Framing {
  /** The sizes and themes that docs/screens/ keeps, e.g. `wide-light`. */
  readonly kept?: readonly string[];
  /** Where it is to be seen; default: everywhere. */
  readonly sizes?: readonly Size[];
}

/** Takes each picture in both sizes and both themes. */
export class Camera {
  readonly #page: Page;
  readonly #folder: string;
  readonly #pictures: readonly string[];
  readonly #only: readonly string[];

  /** `pictures`: those of its scene; `only`: those that are wanted, none means all. */
  constructor(page: Page, folder: string, pictures: readonly string[], only: readonly string[]) {
    this.#page = page;
    this.#folder = folder;
    this.#pictures = pictures;
    this.#only = only;
  }

  async shoot(name: string, { kept = [], sizes: where = ['wide', 'phone'] }: Framing = {}): Promise<void> {
    if (!this.#pictures.includes(name)) throw new Error(`The scene does not say that it takes ${name}.`);
    if (this.#only.length > 0 && !this.#only.includes(name)) return;
    await this.#page.evaluate(withoutScripts);
    for (const size of where) {
      await this.#page.setViewportSize(sizes[size]);
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
