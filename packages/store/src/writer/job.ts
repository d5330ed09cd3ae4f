import type { Item, ItemId, RequestId, ThreadId, TurnId } from '@plumbline/lifecycle';
import type { LoggedEvent, StoreFault } from '../contract.ts';
import type { Written } from '../database/file-connection.ts';
import type { Statement } from '../database/statement.ts';
import type { Known } from './known.ts';
import type { RowsAtHand } from './rows-at-hand.ts';

/** One thing to be written, wholly or not at all. The writer may build it again when a batch failed. */
export interface Job {
  /** Bytes, about. */
  readonly weight: number;
  /** What must be read before it can be built. */
  needs(known: Known): Needs;
  /** Throws StoreFault if it cannot be written now; then it must not have changed `known` or `rows`. */
  build(known: Known, rows: RowsAtHand): Built;
  /** `results`: of its own statements; null: committed, but the answer was lost. */
  done(results: readonly Written[] | null): void;
  fail(fault: StoreFault): void;
}

export interface Built {
  readonly statements: readonly Statement[];
  readonly events?: readonly LoggedEvent[];
}

/** Rows that a job builds on and that may not be at hand. */
export interface Needs {
  readonly versions?: readonly ThreadId[];
  readonly texts?: readonly ItemId[];
  readonly items?: readonly Item['itemId'][];
  readonly turns?: readonly TurnId[];
  readonly requests?: readonly RequestId[];
}
