import { type Client, createClient, type ResultSet } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import * as schema from '../schema/index.ts';
import { asFault, faultKind } from './fault.ts';
import type { Statement } from './statement.ts';

export interface DatabaseOptions {
  /** `file:`, `libsql:` or `http:` */
  readonly url: string;
  /** Most pages that the file may have, asked for at each connect: a quota, and a full disk for tests. */
  readonly maxPages?: (() => number | undefined) | undefined;
  /** How long a write is repeated while the database is locked, in ms. */
  readonly patience?: number | undefined;
  /** Hears each batch before it is sent. */
  readonly onBatch?: ((statements: readonly Statement[]) => void) | undefined;
}

export type Orm = LibSQLDatabase<typeof schema>;
/** The answers of a batch of queries. */
export type AnswersOf<Queries extends readonly unknown[]> = { readonly [Index in keyof Queries]: Awaited<Queries[Index]> };

/** SQLite waits so long for a lock in one call, and the event loop with it; in ms. Longer waits are ours, asynchronous. */
const busyTimeout = 20;
/** SQLite's page cache: enough that a page of a long thread is not read from the file again and again. */
const cacheKilobytes = 16_000;
const firstPause = 10;
const longestPause = 250;

/**
 * The one owner of the connection. After a failed batch the connection may be poisoned: later batches fail, or writes say ok
 * and are never committed. So it is replaced before anything else uses it.
 *
 * One connection is enough for a file: each call is synchronous below its promise.
 */
export class Database {
  readonly isFile: boolean;
  readonly orm: Orm;
  readonly #client: Client;
  readonly #options: DatabaseOptions;
  #poisoned = false;
  #healing: Promise<void> | undefined;
  #healed = 0;

  private constructor(client: Client, options: DatabaseOptions) {
    this.#client = client;
    this.#options = options;
    this.isFile = client.protocol === 'file';
    this.orm = drizzle(client, { schema, casing: 'snake_case' });
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    let client: Client | undefined;
    try {
      client = createClient({ url: options.url, timeout: busyTimeout, ...(options.url.startsWith('file:') ? { concurrency: 1 } : {}) });
      const database = new Database(client, options);
      if (database.isFile) await database.#retried(() => database.#prepare(), true);
      return database;
    } catch (error) {
      client?.close();
      throw asFault(error);
    }
  }

  /** How often a poisoned connection was replaced. */
  get healed(): number {
    return this.#healed;
  }

  /** Runs a read; it may be run twice. */
  async read<T>(run: (orm: Orm) => Promise<T>): Promise<T> {
    try {
      return await this.#retried(() => run(this.orm), false);
    } catch (error) {
      throw asFault(error);
    }
  }

  /**
   * Commits all statements or none. While the database is locked it is tried again, for five seconds in all. `landed` is asked
   * before a repetition whether the try before was committed after all; then there are no results. Throws what the client threw.
   */
  async write(statements: readonly Statement[], landed?: () => Promise<boolean>): Promise<readonly ResultSet[] | null> {
    let tries = 0;
    return await this.#retried(async () => {
      tries += 1;
      if (tries > 1 && landed && (await landed())) return null;
      this.#options.onBatch?.(statements);
      return await this.#client.batch([...statements], 'write');
    }, true);
  }

  /** Runs one statement outside of any transaction. */
  async execute(statement: Statement): Promise<ResultSet> {
    try {
      return await this.#retried(() => this.#client.execute(statement), false);
    } catch (error) {
      throw asFault(error);
    }
  }

  close(): void {
    this.#client.close();
  }

  async #retried<T>(run: () => Promise<T>, patient: boolean): Promise<T> {
    const until = performance.now() + (patient ? (this.#options.patience ?? 5_000) : 200);
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        await this.#heal();
        return await run();
      } catch (error) {
        if (!this.#closed) this.#poisoned = true;
        const kind = faultKind(error);
        const again = kind === 'busy' || (kind === 'lost' && !this.isFile);
        if (!again || this.#closed || performance.now() + pause > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  get #closed(): boolean {
    return this.#client.closed;
  }

  async #heal(): Promise<void> {
    if (!this.#poisoned) return;
    this.#healing ??= this.#reconnect().finally(() => {
      this.#healing = undefined;
    });
    await this.#healing;
  }

  async #reconnect(): Promise<void> {
    this.#poisoned = false;
    this.#client.reconnect();
    this.#healed += 1;
    if (this.isFile) await this.#prepare();
  }

  /** What SQLite keeps per connection. Why NORMAL: docs/decisions, "One writer". */
  async #prepare(): Promise<void> {
    await this.#client.execute('PRAGMA journal_mode = WAL');
    await this.#client.execute('PRAGMA synchronous = NORMAL');
    await this.#client.execute(`PRAGMA cache_size = -${cacheKilobytes}`);
    const maxPages = this.#options.maxPages?.();
    if (maxPages !== undefined) await this.#client.execute(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxPages))}`);
  }
}
