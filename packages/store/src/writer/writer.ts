import { sql } from 'drizzle-orm';
import { type LoggedEvent, StoreFault } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { asFault, faultKind } from '../database/fault.ts';
import type { Written } from '../database/file-connection.ts';
import type { Built, Job } from './job.ts';
import { Known } from './known.ts';
import { RowsAtHand } from './rows-at-hand.ts';

/** Bounds of the queue, and of one batch: a batch is one synchronous call. */
const limits = { queuedJobs: 4_096, queuedWeight: 128_000_000, batchJobs: 64, batchWeight: 4_000_000 };
/** After so much work in a row, other things get their turn; in ms. */
const longestRun = 8;

interface Ready extends Built {
  readonly job: Job;
}

/**
 * The one road to the disk: a bounded queue, drained into one batch at a time (group commit). What fails for itself alone
 * (a version conflict) is left out of the batch; when a batch is refused, its jobs are tried one by one.
 */
export class Writer {
  readonly #database: Database;
  readonly #listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  readonly #queue: Job[] = [];
  #known: Known;
  #head: number;
  #weight = 0;
  #draining = false;
  #drained: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(database: Database, head: number) {
    this.#database = database;
    this.#head = head;
    this.#known = new Known(head);
  }

  static async open(database: Database): Promise<Writer> {
    return new Writer(database, await readHead(database));
  }

  /** Sequence of the newest committed event. */
  get head(): number {
    return this.#head;
  }

  onCommitted(listener: (events: readonly LoggedEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(job: Job): void {
    const refusal = this.#refusal(job);
    if (refusal !== null) {
      job.fail(new StoreFault('STORAGE_UNAVAILABLE', refusal));
      return;
    }
    this.#queue.push(job);
    this.#weight += job.weight;
    if (!this.#draining) this.#drained = this.#drain();
  }

  /** Writes what is queued, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#drained;
  }

  #refusal(job: Job): string | null {
    if (this.#closed) return 'The store is closed.';
    const full = this.#queue.length >= limits.queuedJobs || this.#weight + job.weight > limits.queuedWeight;
    return full ? 'Too much waits to be written.' : null;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    // What is added in the same tick goes into the same batch.
    await Promise.resolve();
    try {
      let since = performance.now();
      while (this.#queue.length > 0) {
        await this.#commit(this.#next());
        if (performance.now() - since < longestRun) continue;
        await new Promise((resolve) => setImmediate(resolve));
        since = performance.now();
      }
    } finally {
      // In the tick of the last look at the queue: else what is added in between waits for a drain that is over.
      this.#draining = false;
    }
  }

  #next(): Job[] {
    let weight = 0;
    let count = 0;
    for (const job of this.#queue) {
      if (count > 0 && (count === limits.batchJobs || weight + job.weight > limits.batchWeight)) break;
      weight += job.weight;
      count += 1;
    }
    this.#weight -= weight;
    return this.#queue.splice(0, count);
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    let ready: readonly Ready[] = [];
    try {
      ready = await this.#build(jobs);
      const statements = ready.flatMap((built) => built.statements);
      const results = statements.length > 0 ? await this.#database.write(statements, () => this.#landed(ready)) : [];
      this.#settle(ready, results);
    } catch (error) {
      await this.#recover(ready.length > 0 ? ready.map(({ job }) => job) : jobs, error);
    }
  }

  async #build(jobs: readonly Job[]): Promise<readonly Ready[]> {
    const rows = await RowsAtHand.read(
      this.#database,
      jobs.map((job) => job.needs(this.#known)),
      this.#known,
    );
    return jobs.flatMap((job) => {
      try {
        return [{ job, ...job.build(this.#known, rows) }];
      } catch (error) {
        job.fail(error instanceof StoreFault ? error : new StoreFault('CORRUPT', 'The events cannot be folded.', { cause: error }));
        return [];
      }
    });
  }

  #settle(ready: readonly Ready[], results: readonly Written[] | null): void {
    const events = ready.flatMap((built) => built.events ?? []);
    this.#head = events.at(-1)?.sequence ?? this.#head;
    if (events.length > 0) for (const listener of this.#listeners) call(listener, events);
    let from = 0;
    for (const { job, statements } of ready) {
      job.done(results?.slice(from, from + statements.length) ?? null);
      from += statements.length;
    }
  }

  /** Nothing of the batch was written. A locked or absent database refuses all; else each is tried alone, to find the poisoned one. */
  async #recover(jobs: readonly Job[], error: unknown): Promise<void> {
    const kind = faultKind(error);
    // Whatever it was: the places that were planned are free again, and what was known of the rows may be wrong.
    this.#known = new Known(this.#head);
    if (kind === 'busy' || (kind === 'lost' && !this.#database.isFile)) return failAll(jobs, asFault(error));
    try {
      this.#head = await readHead(this.#database);
      this.#known = new Known(this.#head);
    } catch (second) {
      return failAll(jobs, asFault(second));
    }
    if (jobs.length === 1) return failAll(jobs, asFault(error));
    for (const job of jobs) await this.#commit([job]);
  }

  /** Whether a try whose answer was lost did commit: its first event then stands in its place. */
  async #landed(ready: readonly Ready[]): Promise<boolean> {
    const first = ready.flatMap((built) => built.events ?? [])[0];
    if (!first) return false;
    const found = await this.#database.orm.all<{ thread_id: string; version: number; at: number }>(
      sql`SELECT thread_id, version, at FROM events WHERE sequence = ${first.sequence}`,
    );
    return found.some((row) => row.thread_id === first.threadId && row.version === first.version && row.at === first.at);
  }
}

async function readHead(database: Database): Promise<number> {
  const [row] = await database.read((orm) => orm.all<{ head: number | null }>(sql`SELECT max(sequence) AS head FROM events`));
  return row?.head ?? 0;
}

function failAll(jobs: readonly Job[], fault: StoreFault): void {
  for (const job of jobs) job.fail(fault);
}

/** A listener that throws must not make a committed append look failed. */
function call(listener: (events: readonly LoggedEvent[]) => void, events: readonly LoggedEvent[]): void {
  try {
    listener(events);
  } catch (error) {
    console.error('A listener of the log failed.', error);
  }
}
