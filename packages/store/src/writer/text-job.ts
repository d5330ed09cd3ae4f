import { StoreFault, type StreamedText } from '../contract.ts';
import type { Written } from '../database/file-connection.ts';
import type { Statement } from '../database/statement.ts';
import { escapeText } from '../text/escaped.ts';
import type { Built, Job, Needs } from './job.ts';
import type { Known } from './known.ts';

const begin = `INSERT INTO streaming_texts (item_id, thread_id, length, escaped) VALUES (?, ?, ?, ?)
  ON CONFLICT (item_id) DO UPDATE SET length = excluded.length, escaped = excluded.escaped`;
const extend = 'UPDATE streaming_texts SET length = ?, escaped = escaped || ? WHERE item_id = ? AND length = ?';

/** Streamed text, stored before it is shown (rule 30). Its offset must be the length at hand, or 0. */
export class TextJob implements Job {
  readonly weight: number;
  readonly #texts: readonly StreamedText[];
  readonly #resolve: () => void;
  readonly #reject: (fault: StoreFault) => void;

  constructor(texts: readonly StreamedText[], resolve: () => void, reject: (fault: StoreFault) => void) {
    this.#texts = texts;
    this.#resolve = resolve;
    this.#reject = reject;
    this.weight = texts.reduce((sum, { text }) => sum + text.length + 200, 0);
  }

  needs(known: Known): Needs {
    return { texts: this.#texts.map(({ itemId }) => itemId).filter((itemId) => known.textLength(itemId) === undefined) };
  }

  build(known: Known): Built {
    const lengths = new Map<StreamedText['itemId'], number>();
    const statements: Statement[] = [];
    for (const { itemId, threadId, offset, text } of this.#texts) {
      const length = lengths.get(itemId) ?? known.textLength(itemId);
      if (length === undefined) throw new StoreFault('VERSION_CONFLICT', `Item ${itemId} does not stream.`);
      if (offset !== 0 && offset !== length)
        throw new StoreFault('VERSION_CONFLICT', `The text of item ${itemId} has ${length} units, not ${offset}.`);
      const next = offset + text.length;
      lengths.set(itemId, next);
      if (offset === 0) statements.push({ sql: begin, args: [itemId, threadId, next, escapeText(text)] });
      else if (text !== '') statements.push({ sql: extend, args: [next, escapeText(text), itemId, offset] });
    }
    for (const [itemId, length] of lengths) known.setTextLength(itemId, length);
    return { statements };
  }

  done(_results: readonly Written[] | null): void {
    this.#resolve();
  }

  fail(fault: StoreFault): void {
    this.#reject(fault);
  }
}
