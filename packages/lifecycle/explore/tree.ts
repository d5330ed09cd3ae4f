/** How each state was first reached: its parent and the move's name, 6 bytes a state. Enough to walk there again. */
export class Tree {
  #parents = new Uint32Array(1 << 12);
  #labels = new Uint16Array(1 << 12);
  #size = 1;
  readonly #names: string[] = [''];
  readonly #numbers = new Map<string, number>([['', 0]]);

  /** With the state that all begins with, number 0. */
  get size(): number {
    return this.#size;
  }

  /** The new state's number. */
  add(parent: number, label: string): number {
    if (this.#size === this.#parents.length) this.#grow();
    this.#parents[this.#size] = parent;
    this.#labels[this.#size] = this.#numberOf(label);
    this.#size += 1;
    return this.#size - 1;
  }

  /** The moves from the first state to this one. */
  pathTo(state: number): string[] {
    const path: string[] = [];
    for (let at = state; at > 0; at = this.#parents[at] ?? 0) path.push(this.#names[this.#labels[at] ?? 0] ?? '');
    return path.reverse();
  }

  #numberOf(label: string): number {
    const held = this.#numbers.get(label);
    if (held !== undefined) return held;
    this.#names.push(label);
    this.#numbers.set(label, this.#names.length - 1);
    return this.#names.length - 1;
  }

  #grow(): void {
    const parents = new Uint32Array(2 * this.#size);
    const labels = new Uint16Array(2 * this.#size);
    parents.set(this.#parents);
    labels.set(this.#labels);
    this.#parents = parents;
    this.#labels = labels;
  }
}
