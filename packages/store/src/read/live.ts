import {
  type Item,
  type ItemId,
  type OpenRequest,
  type QueuedMessage,
  type Request,
  type RequestId,
  type RunningTurn,
  type Session,
  type StreamingItem,
  type TaskId,
  type ThreadId,
  type ThreadState,
  type ThreadSummary,
  type TurnSummary,
  within,
} from '@plumbline/lifecycle';
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { type LoadedThread, type PrivateFacts, StoreFault } from '../contract.ts';
import type { AnswersOf, Database, Orm } from '../database/database.ts';
import { items, queuedMessages, requests, sessions, streamingTexts, tasks, threads } from '../schema/index.ts';
import { unescapeText } from '../text/escaped.ts';
import { factsOf, itemOf, parsed, requestOf } from './decode.ts';

/**
 * The rows that hold a thread's live state: their number is bounded, however long the thread is. In one batch, so that they
 * are of one moment.
 */
export function liveQueries(orm: Orm, threadId: ThreadId) {
  return [
    orm.select().from(threads).leftJoin(sessions, eq(sessions.threadId, threads.threadId)).where(eq(threads.threadId, threadId)),
    orm.select().from(queuedMessages).where(eq(queuedMessages.threadId, threadId)).orderBy(asc(queuedMessages.position)),
    orm
      .select()
      .from(requests)
      .where(and(eq(requests.threadId, threadId), isNotNull(requests.live))),
    orm
      .select()
      .from(items)
      .leftJoin(streamingTexts, eq(streamingTexts.itemId, items.itemId))
      // Written out, so that SQLite sees that its partial index holds them all.
      .where(and(eq(items.threadId, threadId), sql`${items.status} = 'streaming'`)),
    orm.select().from(tasks).where(eq(tasks.threadId, threadId)),
  ] as const;
}

export type LiveRows = AnswersOf<ReturnType<typeof liveQueries>>;

export interface LiveThread extends LoadedThread {
  readonly summary: ThreadSummary;
  /** The streaming items with the text shown so far. */
  readonly streaming: readonly Item[];
  /** The open and answering requests. */
  readonly open: readonly Request[];
}

/** Null: there is no such thread. Throws CORRUPT if a row of its live state cannot be read: `rebuild` makes it anew. */
export function liveThread(rows: LiveRows): LiveThread | null {
  const [[found], messages, openRows, streamingRows, taskRows] = rows;
  if (!found) return null;
  const { threads: row, sessions: session } = found;
  const open = openRows.map(({ live }) => must<OpenRequest>(live, row.threadId));
  const lastTurn = row.lastTurn === null ? undefined : must<TurnSummary>(row.lastTurn, row.threadId);
  const turn =
    row.turn === null ? undefined : liveTurn(must<NonNullable<ThreadState['turn']>>(row.turn, row.threadId), open, streamingRows);
  const state: ThreadState = {
    ...must<Omit<ThreadState, 'session' | 'queue'>>(row.facts, row.threadId),
    session: must<Session>(session?.session ?? null, row.threadId),
    queue: {
      hold: row.hold === null ? null : must<NonNullable<ThreadState['queue']['hold']>>(row.hold, row.threadId),
      messages: messages.map(({ message }) => must<QueuedMessage>(message, row.threadId)),
    },
    ...(turn ? { turn } : {}),
    ...(lastTurn ? { lastTurn } : {}),
  };
  const damaged = row.damaged === 1;
  return {
    state,
    binding: factsOf(session?.binding ?? null),
    requests: privateFacts(openRows),
    tasks: Object.fromEntries(taskRows.map((task) => [task.taskId as TaskId, factsOf(task.private) ?? {}])),
    damaged,
    summary: { ...must<ThreadSummary>(row.summary, row.threadId), ...(damaged ? { damaged } : {}) },
    streaming: streamingRows.map((streaming) => withText(itemOf(streaming.items), streaming.streaming_texts?.escaped)),
    open: openRows.flatMap((request) => requestOf(request) ?? []),
  };
}

export async function loadLive(database: Database, threadId: ThreadId): Promise<LiveThread | null> {
  return liveThread(await database.read((orm) => orm.batch(liveQueries(orm, threadId))));
}

/** An item that streams, with the text that was stored for it. */
export function withText(item: Item, escaped: string | undefined | null): Item {
  if (escaped === undefined || escaped === null || item.kind === 'tool' || item.status !== 'streaming') return item;
  return { ...item, text: unescapeText(escaped) };
}

function liveTurn(
  facts: NonNullable<ThreadState['turn']>,
  open: readonly OpenRequest[],
  streaming: LiveRows[3],
): NonNullable<ThreadState['turn']> {
  if (facts.state === 'pending') return facts;
  const items: Record<ItemId, StreamingItem> = {};
  for (const row of streaming) if (row.items.turnId === facts.turnId) items[row.items.itemId as ItemId] = streamingItem(itemOf(row.items));
  const asked: Record<RequestId, OpenRequest> = {};
  for (const request of open) asked[request.requestId] = request;
  return { ...(facts as RunningTurn), items, requests: asked };
}

function streamingItem(item: Item): StreamingItem {
  const { itemId, order, createdAt, gap } = item;
  const common = { itemId, ...within(item), order, createdAt, ...(gap ? { gap } : {}) };
  if (item.kind === 'tool') return { ...common, kind: 'tool', tool: toolOf(item) };
  return { ...common, kind: item.kind === 'reasoning' ? 'reasoning' : 'assistant' };
}

/** All but what is the row's own: a fact that is new to a tool's content is not lost. */
function toolOf(item: Extract<Item, { kind: 'tool' }>): NonNullable<StreamingItem['tool']> {
  const { itemId, turnId, parentId, order, status, gap, createdAt, completedAt, ...content } = item;
  return content;
}

function privateFacts(rows: LiveRows[2]): Readonly<Record<RequestId, PrivateFacts>> {
  const facts: Record<RequestId, PrivateFacts> = {};
  for (const row of rows) facts[row.requestId as RequestId] = factsOf(row.private) ?? {};
  return facts;
}

function must<T>(json: string | null, threadId: string): T {
  const value = parsed<T>(json);
  if (value === undefined)
    throw new StoreFault('CORRUPT', `A row of thread ${threadId} cannot be read; \`npm run rebuild\` makes it anew.`);
  return value;
}
