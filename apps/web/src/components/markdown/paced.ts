import { BlockParser, type Parsed } from './blocks.ts';

/** Of all time, parsing takes at most one part in so many. */
const share = 20;
/** A text is never older than this, in ms: the first parse of a page costs many times what the later ones do. */
const longest = 150;

export interface Shown {
  readonly parsed: Parsed;
  /** In ms: when to ask again, since what is shown is older than the text. Null: it is the text. */
  readonly againIn: number | null;
}

/**
 * Parses a growing text no more often than the cost of its last, open block allows: a list or a paragraph that goes on for pages is
 * parsed anew with each piece of it, and would take the time that typing needs. A short block is never held back.
 */
export class PacedParser {
  readonly #parser = new BlockParser();
  readonly #now: () => number;
  #text = '';
  #parsed: Parsed | null = null;
  /** By the clock of `now`. */
  #due = 0;

  /** `now`: a clock in ms that only goes forward. */
  constructor(now: () => number) {
    this.#now = now;
  }

  parse(text: string): Shown {
    const began = this.#now();
    const grows = this.#parsed !== null && text.startsWith(this.#text);
    if (this.#parsed && grows && text !== this.#text && began < this.#due) return { parsed: this.#parsed, againIn: this.#due - began };
    if (!this.#parsed || text !== this.#text) {
      this.#text = text;
      this.#parsed = this.#parser.parse(text);
      const ended = this.#now();
      this.#due = ended + Math.min((ended - began) * (share - 1), longest);
    }
    return { parsed: this.#parsed, againIn: null };
  }
}
