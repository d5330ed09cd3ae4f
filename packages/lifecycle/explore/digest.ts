/** Ids end in one digit. */
const digits = 10;
const zero = 48;
const quote = 34;
/** The letters before a digit that is renamed: messages, turns, assistant items, foreign work. */
const renamable = new Uint8Array(128);
for (const letter of 'mtax') renamable[letter.charCodeAt(0)] = 1;

/**
 * 64 bits of a text in which ids are renamed by their first appearance (symmetry): states that differ in names alone have one digest.
 * Two halves of 32 bits, mixed by multiplication; of 10^8 states the chance that any two share one is below a thousandth.
 */
export class Digest {
  high = 0;
  low = 0;
  readonly #rank = new Int8Array(digits);
  #ranked = 0;

  begin(): void {
    this.high = 0x9e3779b9;
    this.low = 0x85ebca6b;
    this.#rank.fill(-1);
    this.#ranked = 0;
  }

  feed(text: string): void {
    let { high, low } = this;
    const { length } = text;
    let before = 0;
    for (let at = 0; at < length; at += 1) {
      let code = text.charCodeAt(at);
      const isNamed = code >= zero && code < zero + digits && renamable[before] === 1 && text.charCodeAt(at + 1) === quote;
      before = code < 128 ? code : 0;
      if (isNamed) code = 0x100 + this.#nameOf(code - zero);
      high = Math.imul(high ^ code, 0x01000193);
      high ^= high >>> 15;
      low = Math.imul(low ^ code, 0x5bd1e995);
      low ^= low >>> 13;
    }
    this.high = high;
    this.low = low;
  }

  /** Mixed to the end, so that each bit of the text reaches each bit of the halves. */
  end(): void {
    this.high = mixed(this.high ^ Math.imul(this.low, 0x27d4eb2f)) >>> 0;
    this.low = mixed(this.low) >>> 0;
  }

  /** By first appearance; -1: not seen. */
  rankOf(digit: number): number {
    return this.#rank[digit] ?? -1;
  }

  #nameOf(digit: number): number {
    const held = this.rankOf(digit);
    if (held >= 0) return held;
    this.#rank[digit] = this.#ranked;
    this.#ranked += 1;
    return this.#ranked - 1;
  }
}

function mixed(half: number): number {
  let value = Math.imul(half ^ (half >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
