import {
  canonical,
  type Item,
  type ItemId,
  type MessageId,
  type Request,
  type RequestId,
  type TaskId,
  type ThreadId,
  type ThreadState,
  type TurnId,
  type TurnRow,
  tasksOf,
  violations,
} from '@plumbline/lifecycle';
import { asc, eq } from 'drizzle-orm';
import type { PrivateFacts } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { type Projection, project, type Recorded } from '../projection/project.ts';
import { itemRow, queuedRow, requestRow, sessionRow, threadRow, turnRow } from '../projection/rows.ts';
import { readThreadLog } from '../read/log.ts';
import { items, queuedMessages, requests, sessions, steeredPrompts, tasks, threads, turns } from '../schema/index.ts';

const pageEvents = 500;

/** Compares the rows of one thread with a fresh fold of its log. */
export async function verifyThread(
  database: Database,
  threadId: ThreadId,
): Promise<{ readonly removed: boolean; readonly events: number; readonly findings: readonly string[] }> {
  const stored = await readRows(database, threadId);
  const version = stored.threads[0]?.version ?? Number.MAX_SAFE_INTEGER;
  const fold = new Fold();
  // Rows are of one moment: what the server appends after it is not looked at.
  for (;;) {
    const page = (await readThreadLog(database, threadId, fold.last, pageEvents)).filter(({ record }) => record.version <= version);
    if (page.length === 0) break;
    fold.add(page);
  }
  const findings = [...fold.findings];
  if (!fold.state) return { removed: false, events: 0, findings: ['its log is empty'] };
  const expected = fold.rows(fold.state);
  for (const table of Object.keys(expected) as (keyof StoredRows)[]) findings.push(...differences(table, stored[table], expected[table]));
  findings.push(...violations(fold.state, { turns: fold.turns.values(), items: fold.items.values(), requests: fold.requests.values() }));
  return { removed: fold.state.removed, events: fold.events, findings };
}

type Row = Readonly<Record<string, unknown>>;
type StoredRows = Awaited<ReturnType<typeof readRows>>;

async function readRows(database: Database, threadId: ThreadId) {
  const [threadRows, sessionRows, turnRows, itemRows, requestRows, queuedRows, steeredRows, taskRows] = await database.read((orm) =>
    orm.batch([
      orm.select().from(threads).where(eq(threads.threadId, threadId)),
      orm.select().from(sessions).where(eq(sessions.threadId, threadId)),
      orm.select().from(turns).where(eq(turns.threadId, threadId)),
      orm.select().from(items).where(eq(items.threadId, threadId)),
      orm.select().from(requests).where(eq(requests.threadId, threadId)),
      orm.select().from(queuedMessages).where(eq(queuedMessages.threadId, threadId)).orderBy(asc(queuedMessages.position)),
      orm.select().from(steeredPrompts).where(eq(steeredPrompts.threadId, threadId)),
      orm.select().from(tasks).where(eq(tasks.threadId, threadId)),
    ]),
  );
  return {
    threads: threadRows,
    sessions: sessionRows,
    turns: turnRows,
    items: itemRows,
    requests: requestRows,
    queue: queuedRows,
    steered: steeredRows,
    tasks: taskRows,
  };
}

/** All rows of a thread as its log makes them, and what is wrong with the log itself. */
class Fold {
  state: ThreadState | null = null;
  last = 0;
  events = 0;
  readonly findings: string[] = [];
  readonly turns = new Map<TurnId, TurnRow>();
  readonly items = new Map<ItemId, Item>();
  readonly requests = new Map<RequestId, Request>();
  readonly #messages = new Map<TurnId, MessageId>();
  readonly #steered = new Map<MessageId, TurnId>();
  readonly #requestFacts = new Map<RequestId, PrivateFacts>();
  readonly #taskFacts = new Map<TaskId, PrivateFacts>();
  #binding: PrivateFacts | undefined;
  #sequence = 0;
  #unreadable = 0;

  add(page: readonly Recorded[]): void {
    for (const { record } of page) this.#place(record as Recorded['record'] & { readonly sequence?: number });
    const projection = project(
      this.state,
      page,
      { item: (id) => this.items.get(id), turn: (id) => this.turns.get(id), request: (id) => this.requests.get(id) },
      true,
    );
    if (projection) this.#take(projection);
    this.events += page.length;
  }

  rows(state: ThreadState): Record<keyof StoredRows, readonly Row[]> {
    const { threadId } = state;
    return {
      threads: [{ ...threadRow(state), damaged: this.#unreadable > 0 ? 1 : 0 }],
      sessions: [{ ...sessionRow(threadId, state.session), binding: json(this.#binding) }],
      turns: [...this.turns.values()].map((turn) => turnRow(turn, this.#messages.get(turn.turnId))),
      items: [...this.items.values()].map((item) => itemRow(threadId, item)),
      requests: [...this.requests.values()].map((request) => ({
        ...requestRow(state, request),
        private: json(this.#requestFacts.get(request.requestId)),
      })),
      queue: state.queue.messages.map((message) => queuedRow(threadId, message)),
      steered: [...this.#steered].map(([messageId, turnId]) => ({ threadId, messageId, turnId })),
      tasks: tasksOf(state).map(({ taskId }) => ({ taskId, threadId, private: JSON.stringify(this.#taskFacts.get(taskId) ?? {}) })),
    };
  }

  #place({ version, sequence = 0, event }: Recorded['record'] & { readonly sequence?: number }): void {
    if (version !== this.last + 1) this.findings.push(`I7: version ${version} follows ${this.last}`);
    if (sequence <= this.#sequence) this.findings.push(`I7: version ${version} has sequence ${sequence}, after ${this.#sequence}`);
    if (event === null) this.findings.push(`rule 34: the event of version ${version} cannot be read`);
    this.last = version;
    this.#sequence = sequence;
  }

  #take(projection: Projection): void {
    this.state = projection.after;
    this.#unreadable += projection.unreadable;
    this.#binding = projection.binding ?? this.#binding;
    for (const [id, turn] of projection.turns) this.turns.set(id, turn);
    for (const [id, item] of projection.items) this.items.set(id, item);
    for (const id of projection.discarded) this.items.delete(id);
    for (const [id, request] of projection.requests) this.requests.set(id, request);
    for (const [id, message] of projection.messages) this.#messages.set(id, message);
    for (const [id, turnId] of projection.steered) this.#steered.set(id, turnId);
    for (const [id, facts] of projection.requestFacts) this.#requestFacts.set(id, facts);
    for (const [id, facts] of projection.taskFacts) this.#taskFacts.set(id, facts);
  }
}

const keys: Record<keyof StoredRows, string> = {
  threads: 'threadId',
  sessions: 'threadId',
  turns: 'turnId',
  items: 'itemId',
  requests: 'requestId',
  queue: 'messageId',
  steered: 'messageId',
  tasks: 'taskId',
};

function differences(table: keyof StoredRows, stored: readonly Row[], expected: readonly Row[]): string[] {
  const key = keys[table];
  const left = new Map(stored.map((row) => [row[key], row]));
  const found: string[] = [];
  for (const row of expected) {
    const id = String(row[key]);
    const there = left.get(id);
    left.delete(id);
    if (!there) found.push(`I8: ${table} has no row ${id}`);
    else found.push(...differingColumns(there, row).map((column) => `I8: ${table} ${id} differs from the log in ${column}`));
  }
  for (const id of left.keys()) found.push(`I8: ${table} has a row ${String(id)} that the log does not tell of`);
  return found;
}

function differingColumns(stored: Row, expected: Row): string[] {
  return Object.keys(expected).filter((column) => normal(stored[column]) !== normal(expected[column]));
}

/** JSON in canonical form, so that the order of members does not count. */
function normal(value: unknown): string {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return String(value);
  try {
    return canonical(JSON.parse(value));
  } catch {
    return `unreadable: ${value}`;
  }
}

function json(facts: PrivateFacts | undefined): string | null {
  return facts ? JSON.stringify(facts) : null;
}
