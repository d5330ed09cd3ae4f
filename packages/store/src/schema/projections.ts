import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * Rows folded from the log with `evolve` and `applyToTimeline`, written in the batch of the append. `npm run rebuild` makes
 * them anew. A column beside a JSON column repeats what SQL must select, order or forbid by.
 */
export const threads = sqliteTable(
  'threads',
  {
    threadId: text().primaryKey(),
    projectId: text().notNull(),
    version: integer().notNull(),
    removed: integer().notNull(),
    archived: integer().notNull(),
    /** The queue is open and a message waits. */
    waiting: integer().notNull(),
    lastActivityAt: integer().notNull(),
    /** An event or a row of it could not be read (rule 34). Set by what finds it, cleared by a clean rebuild. */
    damaged: integer().notNull().default(0),
    /** The live state but for session, turn, last turn and queue. */
    facts: text().notNull(),
    /** The live turn but for its items and requests. */
    turn: text(),
    lastTurn: text(),
    hold: text(),
    summary: text().notNull(),
  },
  (t) => [
    index('threads_listed').on(t.removed, t.archived, t.lastActivityAt, t.threadId),
    index('threads_of_project').on(t.projectId, t.removed, t.archived, t.lastActivityAt, t.threadId),
    index('threads_waiting').on(t.threadId).where(sql`waiting = 1`),
    check('threads_version', sql`version >= 1`),
  ],
);

/** Written only when the session changed. */
export const sessions = sqliteTable(
  'sessions',
  {
    threadId: text().primaryKey(),
    status: text().notNull(),
    epoch: integer().notNull(),
    activeTurnId: text(),
    pendingTurnId: text(),
    bound: integer().notNull(),
    /** Something may be going on: looked at when the server starts (rule 14). */
    unsettled: integer().notNull(),
    session: text().notNull(),
    /** Private facts of the newest session.bound. */
    binding: text(),
  },
  (t) => [
    index('sessions_unsettled').on(t.threadId).where(sql`unsettled = 1`),
    index('sessions_bound').on(t.threadId).where(sql`bound = 1`),
    check('sessions_status', sql`status IN ('stopped', 'starting', 'ready', 'running', 'error')`),
    check('sessions_running_has_its_turn', sql`(status = 'running') = (active_turn_id IS NOT NULL)`),
    check('sessions_pending_only_starting', sql`pending_turn_id IS NULL OR status = 'starting'`),
    check('sessions_bound_by_status', sql`(status NOT IN ('ready', 'running') OR bound = 1) AND (status <> 'stopped' OR bound = 0)`),
  ],
);

export const turns = sqliteTable(
  'turns',
  {
    turnId: text().primaryKey(),
    threadId: text().notNull(),
    /** From 1, in order of request. */
    number: integer().notNull(),
    state: text().notNull(),
    messageId: text(),
    turn: text().notNull(),
  },
  (t) => [
    uniqueIndex('turns_thread_number').on(t.threadId, t.number),
    uniqueIndex('turns_one_unsettled').on(t.threadId).where(sql`state IN ('pending', 'running')`),
    index('turns_message').on(t.threadId, t.messageId).where(sql`message_id IS NOT NULL`),
    check('turns_state', sql`state IN ('pending', 'running', 'completed', 'interrupted', 'error')`),
  ],
);

export const items = sqliteTable(
  'items',
  {
    itemId: text().primaryKey(),
    threadId: text().notNull(),
    turnId: text().notNull(),
    order: integer().notNull(),
    status: text().notNull(),
    item: text().notNull(),
  },
  (t) => [
    uniqueIndex('items_thread_order').on(t.threadId, t.order),
    index('items_turn_order').on(t.turnId, t.order),
    index('items_streaming').on(t.threadId).where(sql`status = 'streaming'`),
    check('items_status', sql`status IN ('streaming', 'done', 'partial')`),
  ],
);

export const requests = sqliteTable(
  'requests',
  {
    requestId: text().primaryKey(),
    threadId: text().notNull(),
    turnId: text().notNull(),
    state: text().notNull(),
    openedAt: integer().notNull(),
    request: text().notNull(),
    /** As the live state holds it, while it is open or answering. */
    live: text(),
    /** Ids of the provider; never published. */
    private: text(),
  },
  (t) => [
    index('requests_turn').on(t.turnId, t.openedAt),
    index('requests_live').on(t.threadId).where(sql`live IS NOT NULL`),
    check('requests_state', sql`state IN ('open', 'answering', 'resolved', 'expired')`),
    check('requests_live_while_open', sql`(state IN ('open', 'answering')) = (live IS NOT NULL)`),
  ],
);

export const queuedMessages = sqliteTable(
  'queued_messages',
  {
    threadId: text().notNull(),
    messageId: text().notNull(),
    /** Version at which it was accepted, or a number between two of them once it was moved: the order of the queue. */
    position: real().notNull(),
    state: text().notNull(),
    message: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.threadId, t.messageId] }),
    uniqueIndex('queued_messages_one_delivering').on(t.threadId).where(sql`state = 'delivering'`),
    check('queued_messages_state', sql`state IN ('queued', 'steering', 'delivering', 'returned')`),
  ],
);

/** Prompts that were handed over to go into a running turn: whose their late facts are (rules 18, 26). */
export const steeredPrompts = sqliteTable(
  'steered_prompts',
  {
    threadId: text().notNull(),
    messageId: text().notNull(),
    turnId: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.threadId, t.messageId] }), index('steered_prompts_turn').on(t.turnId)],
);

/** Running tasks (rule 12); what is shown of them is part of the thread's live state. */
export const tasks = sqliteTable(
  'tasks',
  {
    taskId: text().primaryKey(),
    threadId: text().notNull(),
    /** The provider's name of it; never published. */
    private: text(),
  },
  (t) => [index('tasks_thread').on(t.threadId)],
);

/**
 * The shown text of streaming items: no projection, for deltas are not in the log (rule 30). `escaped` is the inside of a
 * JSON string: pieces can be appended in SQL, and NULs and halves of surrogate pairs survive. `length` in UTF-16 units.
 */
export const streamingTexts = sqliteTable(
  'streaming_texts',
  {
    itemId: text().primaryKey(),
    threadId: text().notNull(),
    length: integer().notNull(),
    escaped: text().notNull(),
  },
  (t) => [index('streaming_texts_thread').on(t.threadId)],
);
