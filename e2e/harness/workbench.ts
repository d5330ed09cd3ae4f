import { expect, type Locator, type Page } from '@playwright/test';

type TurnState = 'pending' | 'running' | 'completed' | 'interrupted' | 'error';

/** The page in the words of its user. */
export class Workbench {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  async open(threadId: string): Promise<void> {
    await this.page.goto(`${this.#url}/threads/${threadId}`);
    await expect(this.composer).toBeVisible();
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /message/i });
  }

  get stopButton(): Locator {
    return this.page.getByRole('button', { name: /^Stop\b/ });
  }

  /** The one sentence that says how the thread stands; its word is lifecycle's. */
  get state(): Locator {
    return this.page.locator('header [data-word]');
  }

  get turns(): Locator {
    return this.page.locator('[data-turn-state]');
  }

  turn(number: number): Locator {
    return this.turns.nth(number - 1);
  }

  items(kind: 'user' | 'assistant' | 'reasoning' | 'tool' | 'plan' | 'notice'): Locator {
    return this.page.locator(`[data-item-kind="${kind}"]`);
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async expectTurn(number: number, state: TurnState, within = 30_000): Promise<void> {
    await expect(this.turn(number)).toHaveAttribute('data-turn-state', state, { timeout: within });
  }

  async expectWord(word: string | RegExp, within = 30_000): Promise<void> {
    await expect(this.state).toHaveAttribute('data-word', word, { timeout: within });
  }
}
