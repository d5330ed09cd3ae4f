import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ThreadId } from '@plumbline/lifecycle';
import { count, eq } from 'drizzle-orm';
import { accessStore } from './access.ts';
import type { Append, LoggedEvent, Project, Receipt, Store, StoreFault } from './contract.ts';
import { makeDataDir, makePrivateFile } from './data-dir.ts';
import { Database } from './database/database.ts';
import { copyDatabase, migrateDatabase } from './database/migrate.ts';
import { insertInto, type Statement, upsertInto } from './database/statement.ts';
import { keepStatements, readIgnored } from './ignored.ts';
import {
  findItem,
  findNewestStarted,
  findReceipt,
  findRequest,
  findTurn,
  findTurnByMessage,
  readBlob,
  readStreamedTexts,
} from './read/find.ts';
import { findRewound, findSessionOfTurn, findTurnOfPast, findTurnsFrom } from './read/fork.ts';
import { findProject, listProjects, listThreads, readSummary, threadsToDrain, unsettledThreads } from './read/lists.ts';
import { loadLive } from './read/live.ts';
import { readEventsAfter, readLogPage } from './read/log.ts';
import { readPieces } from './read/pieces.ts';
import { search } from './read/search.ts';
import { readHistory, readSnapshot } from './read/snapshot.ts';
import { meta, projects, receipts, threads } from './schema/index.ts';
import { readUploads, removeStatements, uploadStatements } from './uploads.ts';
import { AppendJob } from './writer/append-job.ts';
import { PlainJob } from './writer/plain-job.ts';
import { TextJob } from './writer/text-job.ts';
import { Writer } from './writer/writer.ts';

export interface StoreOptions {
  /** `file:`, `libsql:` or `http:`; see `databaseUrlFrom`. */
  readonly url: string;
  /** Absolute; made with mode 0700 if missing. Copies of older databases lie in its `backups/`. */
  readonly dataDir: string;
  /** The folder of Drizzle's migrations. */
  readonly migrations: string;
  /** Most pages of the file, asked for at each connect: a quota, and a full disk for tests. */
  readonly maxPages?: () => number | undefined;
  /** How long writes wait for a locked database, in ms; default 5,000. */
  readonly patience?: number;
  /** Hears each batch before it is sent: for the bench, which sends the very same again without the store. */
  readonly onBatch?: (statements: readonly Statement[]) => void;
}

/**
 * Opens the database, made and migrated as needed. Take the data directory's lock first (`lockDataDir`). Throws StoreFault:
 * DATABASE_NEWER, STORAGE_UNAVAILABLE, CORRUPT.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  await makeDataDir(options.dataDir);
  await makePrivateFile(options.url);
  const database = await Database.open(options);
  try {
    await migrateDatabase(database, options);
    const logEpoch = await epochOf(database);
    return storeOn(database, await Writer.open(database), logEpoch, options.url);
  } catch (error) {
    database.close();
    throw error;
  }
}

const putProject = upsertInto(projects, { key: ['projectId'], columns: ['projectId', 'path', 'title', 'createdAt', 'sample'] });
const keepReceipt = insertInto(receipts, { orIgnore: true });

function receiptStatements(receipt: Receipt | undefined): readonly Statement[] {
  if (receipt === undefined) return [];
  const { commandId, threadId, payloadHash, at, answer } = receipt;
  return [keepReceipt({ commandId, threadId, payloadHash, at, answer: JSON.stringify(answer ?? null) })];
}

function storeOn(database: Database, writer: Writer, logEpoch: string, url: string): Store {
  const write = (statements: readonly Statement[]) =>
    new Promise<readonly number[]>((resolve, reject) => writer.add(new PlainJob(statements, resolve, reject)));
  const damage = new DamageMarks(write);
  return {
    logEpoch,
    head: () => writer.head,
    append: (append: Append) => new Promise((resolve, reject) => writer.add(new AppendJob(append, resolve, reject))),
    async saveReceipt(receipt) {
      await write(receiptStatements(receipt));
    },
    receipt: (commandId) => findReceipt(database, commandId),
    appendText: (texts) => new Promise<void>((resolve, reject) => writer.add(new TextJob(texts, resolve, reject))),
    streamedTexts: (threadId) => readStreamedTexts(database, threadId),
    loadThread: (threadId) =>
      damage.watch(threadId, async () => {
        const live = await loadLive(database, threadId);
        return live && { state: live.state, binding: live.binding, requests: live.requests, tasks: live.tasks, damaged: live.damaged };
      }),
    unsettledThreads: () => unsettledThreads(database),
    threadsToDrain: () => threadsToDrain(database),
    findTurn: (threadId, turnId) => findTurn(database, threadId, turnId),
    findTurnByMessage: (threadId, messageId) => findTurnByMessage(database, threadId, messageId),
    findNewestStarted: (threadId) => findNewestStarted(database, threadId),
    findTurnOfPast: (threadId, turn) => findTurnOfPast(database, threadId, turn),
    findRewound: (threadId, number) => findRewound(database, threadId, number),
    findSessionOfTurn: (threadId, turnId) => findSessionOfTurn(database, threadId, turnId),
    findTurnsFrom: (threadId, number, limit) => findTurnsFrom(database, threadId, number, limit),
    findItem: (itemId) => findItem(database, itemId),
    findRequest: (requestId) => findRequest(database, requestId),
    snapshot: (threadId, limits) => damage.watch(threadId, () => readSnapshot(database, logEpoch, threadId, limits)),
    history: (threadId, olderCursor, limits) => readHistory(database, threadId, olderCursor, limits),
    pieces: (threadId) => readPieces(database, threadId),
    summary: (threadId) => readSummary(database, threadId),
    listThreads: (query) => listThreads(database, query),
    search: (query) => search(database, query),
    async eventsAfter(sequence, range) {
      const events = await readEventsAfter(database, sequence, range);
      damage.note(events);
      return events;
    },
    listProjects: () => listProjects(database),
    project: (projectId) => findProject(database, projectId),
    async saveProject(project: Project, receipt) {
      await write([putProject({ ...project, sample: project.sample ? 1 : 0 }), ...receiptStatements(receipt)]);
    },
    async removeProject(projectId, receipt) {
      await write([{ sql: 'DELETE FROM projects WHERE project_id = ?', args: [projectId] }, ...receiptStatements(receipt)]);
    },
    blob: (blobId, from, limit) => readBlob(database, blobId, from, limit),
    async saveUpload(upload, content) {
      await write(uploadStatements({ ...upload, used: false }, content));
    },
    uploads: (blobIds) => readUploads(database, blobIds),
    removeUnusedUploads: async (before) => (await write(removeStatements(before))).at(-1) ?? 0,
    async keepIgnored(signals) {
      if (signals.length > 0) await write(keepStatements(signals));
    },
    logPage: (threadId, query = {}) => readLogPage(database, threadId, query),
    ignored: (threadId, query = {}) => readIgnored(database, threadId, query),
    access: accessStore(database, write),
    async size() {
      const rows = await database.read((orm) =>
        orm.select({ removed: threads.removed, threads: count() }).from(threads).groupBy(threads.removed),
      );
      const countOf = (removed: number) => rows.find((row) => row.removed === removed)?.threads ?? 0;
      return { bytes: await bytesOf(url), events: writer.head, threads: countOf(0), removed: countOf(1) };
    },
    async backup(file) {
      await copyDatabase(database, file);
      return { bytes: (await stat(file)).size };
    },
    onCommitted: (listener) => writer.onCommitted(listener),
    healed: () => database.healed,
    async close() {
      await writer.close();
      database.close();
    },
  };
}

/** Marks threads in which something could not be read (rule 34): once each, and never in the way of the read. */
class DamageMarks {
  readonly #write: (statements: readonly Statement[]) => Promise<unknown>;
  readonly #marked = new Set<ThreadId>();

  constructor(write: (statements: readonly Statement[]) => Promise<unknown>) {
    this.#write = write;
  }

  note(events: readonly LoggedEvent[]): void {
    for (const { threadId, event } of events) if (event === null) this.#mark(threadId);
  }

  async watch<T>(threadId: ThreadId, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if ((error as Partial<StoreFault>).code === 'CORRUPT') this.#mark(threadId);
      throw error;
    }
  }

  #mark(threadId: ThreadId): void {
    if (this.#marked.has(threadId) || this.#marked.size > 10_000) return;
    this.#marked.add(threadId);
    const sql = 'UPDATE threads SET damaged = 1 WHERE thread_id = ?';
    this.#write([{ sql, args: [threadId] }]).catch(() => this.#marked.delete(threadId));
  }
}

async function epochOf(database: Database): Promise<string> {
  const read = () => database.read((orm) => orm.select().from(meta).where(eq(meta.key, 'log_epoch')).get());
  const found = await read();
  if (found) return found.value;
  await database.write([{ sql: "INSERT INTO meta (key, value) VALUES ('log_epoch', ?) ON CONFLICT DO NOTHING", args: [randomUUID()] }]);
  return (await read())?.value ?? '';
}

async function bytesOf(url: string): Promise<number> {
  if (!url.startsWith('file:')) return 0;
  const file = fileURLToPath(url);
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((name) =>
      stat(name)
        .then((found) => found.size)
        .catch(() => 0),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
