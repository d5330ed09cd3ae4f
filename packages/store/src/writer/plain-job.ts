import type { StoreFault } from '../contract.ts';
import type { Written } from '../database/file-connection.ts';
import type { Statement } from '../database/statement.ts';
import type { Built, Job, Needs } from './job.ts';

function lengthOf(args: Statement['args']): number {
  return args.reduce<number>((sum, arg) => sum + (typeof arg === 'string' ? arg.length : 0), 0);
}

/** Statements that hang on nothing the writer knows: receipts, projects, access records. */
export class PlainJob implements Job {
  readonly weight: number;
  readonly #statements: readonly Statement[];
  readonly #resolve: (rowsAffected: readonly number[]) => void;
  readonly #reject: (fault: StoreFault) => void;

  constructor(statements: readonly Statement[], resolve: (rowsAffected: readonly number[]) => void, reject: (fault: StoreFault) => void) {
    this.#statements = statements;
    this.#resolve = resolve;
    this.#reject = reject;
    this.weight = statements.reduce((sum, { args }) => sum + 500 + lengthOf(args), 0);
  }

  needs(): Needs {
    return {};
  }

  build(): Built {
    return { statements: this.#statements };
  }

  /** An answer that was lost counts as nothing affected: a link is taken at most once. */
  done(results: readonly Written[] | null): void {
    this.#resolve(this.#statements.map((_, index) => results?.[index]?.rowsAffected ?? 0));
  }

  fail(fault: StoreFault): void {
    this.#reject(fault);
  }
}
