import { fileURLToPath } from 'node:url';
import { LibsqlError } from '@libsql/client';
import Libsql from 'libsql';
import type { Statement } from './statement.ts';

/** What a statement of a batch did. */
export interface Written {
  readonly rowsAffected: number;
}

/** Texts of statements are few and fixed; should one be made of values, the cache must not grow with them. */
const mostPrepared = 200;

/**
 * A connection to a file for batches only, with prepared statements: for a file they cost a fraction of what the client's
 * batch costs, which prepares each statement anew. After any failure it is thrown away, for it may be poisoned: a statement
 * that failed is not reset, and what is written beside it is never committed.
 */
export class FileConnection {
  readonly #handle: Libsql.Database;
  readonly #prepared = new Map<string, Libsql.Statement>();

  constructor(url: string, busyTimeout: number, pragmas: readonly string[]) {
    this.#handle = reported(() => new Libsql(fileURLToPath(url), { timeout: busyTimeout } as Libsql.Options));
    try {
      for (const pragma of pragmas) reported(() => this.#handle.exec(`PRAGMA ${pragma}`));
    } catch (error) {
      this.#handle.close();
      throw error;
    }
  }

  /** All or nothing, in one synchronous call. After a throw the connection is closed. */
  batch(statements: readonly Statement[]): readonly Written[] {
    try {
      return reported(() => {
        this.#statement('BEGIN IMMEDIATE').run([]);
        const written = statements.map(({ sql, args }) => ({ rowsAffected: this.#statement(sql).run(args).changes }));
        this.#statement('COMMIT').run([]);
        return written;
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    if (!this.#handle.open) return;
    this.#prepared.clear();
    try {
      if (this.#handle.inTransaction) this.#handle.exec('ROLLBACK');
    } catch {
      // Closing rolls back as well.
    }
    this.#handle.close();
  }

  #statement(sql: string): Libsql.Statement {
    const found = this.#prepared.get(sql);
    if (found) return found;
    if (this.#prepared.size >= mostPrepared) this.#prepared.clear();
    const statement = this.#handle.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** The same error that the client throws, so that faults are told in one place. */
function reported<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Libsql.SqliteError)) throw error;
    const base = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? 'SQLITE_ERROR';
    const { rawCode } = error as unknown as { readonly rawCode?: number };
    throw new LibsqlError(error.message, base, error.code, rawCode, error);
  }
}
