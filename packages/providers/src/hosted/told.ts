/** Waits for a word about one thing. */
export class Told<Id> {
  readonly #waiting = new Map<Id, () => void>();

  /** `forget` ends the wait, whether it was told or not. */
  wait(id: Id): { readonly told: Promise<void>; readonly forget: () => void } {
    const told = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    return { told, forget: () => this.#waiting.delete(id) };
  }

  tell(id: Id): void {
    this.#waiting.get(id)?.();
  }
}
