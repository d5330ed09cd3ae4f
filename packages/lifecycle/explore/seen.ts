/** A set of digests of 64 bits, 8 to 16 bytes each: open addressing in one typed array, so that tens of millions fit into memory. */
export class Seen {
  #cells: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(capacity = 1 << 12) {
    this.#cells = new Uint32Array(2 * capacity);
    this.#mask = capacity - 1;
  }

  get size(): number {
    return this.#size;
  }

  has(high: number, low: number): boolean {
    return this.#cells[2 * this.#placeOf(high, low || 1)] !== 0;
  }

  /** Whether it is new. */
  add(high: number, low: number): boolean {
    // Zero marks an empty cell.
    const kept = low || 1;
    const at = 2 * this.#placeOf(high, kept);
    if (this.#cells[at] !== 0) return false;
    this.#cells[at] = kept;
    this.#cells[at + 1] = high;
    this.#size += 1;
    if (this.#size * 10 > (this.#mask + 1) * 7) this.#grow();
    return true;
  }

  #placeOf(high: number, low: number): number {
    let place = (high ^ Math.imul(low, 0x9e3779b1)) & this.#mask;
    for (;;) {
      const held = this.#cells[2 * place];
      if (held === 0 || (held === low && this.#cells[2 * place + 1] === high)) return place;
      place = (place + 1) & this.#mask;
    }
  }

  #grow(): void {
    const old = this.#cells;
    this.#mask = 2 * this.#mask + 1;
    this.#cells = new Uint32Array(2 * (this.#mask + 1));
    for (let at = 0; at < old.length; at += 2) {
      const low = old[at] ?? 0;
      if (low === 0) continue;
      const high = old[at + 1] ?? 0;
      const place = 2 * this.#placeOf(high, low);
      this.#cells[place] = low;
      this.#cells[place + 1] = high;
    }
  }
}
