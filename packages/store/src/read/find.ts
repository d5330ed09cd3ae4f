import type { BlobId, CommandId, Item, ItemId, MessageId, Request, RequestId, ThreadId, TurnId, TurnRow } from '@plumbline/lifecycle';
import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { PrivateFacts, Receipt, StartedTurn } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { blobs, items, receipts, requests, steeredPrompts, streamingTexts, turns } from '../schema/index.ts';
import { unescapeText } from '../text/escaped.ts';
import { factsOf, itemOf, parsed, requestOf, turnOf } from './decode.ts';
import { withText } from './live.ts';

export async function findTurn(database: Database, threadId: ThreadId, turnId: TurnId): Promise<TurnRow | null> {
  const found = await database.read((orm) =>
    orm
      .select()
      .from(turns)
      .where(and(eq(turns.turnId, turnId), eq(turns.threadId, threadId)))
      .get(),
  );
  return found ? turnOf(found) : null;
}

/** The newest, should a message have asked twice; else the one that it was steered into. */
export async function findTurnByMessage(database: Database, threadId: ThreadId, messageId: string): Promise<TurnRow | null> {
  const asked = await database.read((orm) =>
    orm
      .select()
      .from(turns)
      .where(and(eq(turns.threadId, threadId), eq(turns.messageId, messageId)))
      .orderBy(sql`number DESC`)
      .limit(1)
      .get(),
  );
  if (asked) return turnOf(asked);
  const steered = await database.read((orm) =>
    orm
      .select({ turnId: steeredPrompts.turnId })
      .from(steeredPrompts)
      .where(and(eq(steeredPrompts.threadId, threadId), eq(steeredPrompts.messageId, messageId)))
      .get(),
  );
  return steered ? findTurn(database, threadId, steered.turnId as TurnId) : null;
}

/** Something of an answer to a turn was shown. */
export const isAnswered = sql<number>`EXISTS (SELECT 1 FROM items WHERE items.turn_id = turns.turn_id
  AND json_extract(items.item, '$.kind') NOT IN ('user', 'notice'))`;

/** The newest turn that the agent had begun, live or settled; see the contract. */
export async function findNewestStarted(database: Database, threadId: ThreadId): Promise<StartedTurn | null> {
  const found = await database.read((orm) =>
    orm
      .select({ row: turns, answered: isAnswered })
      .from(turns)
      .where(and(eq(turns.threadId, threadId), sql`json_extract(turn, '$.startedAt') IS NOT NULL`))
      .orderBy(sql`number DESC`)
      .limit(1)
      .get(),
  );
  if (found === undefined) return null;
  const turn = turnOf(found.row);
  const steered = await database.read((orm) =>
    orm
      .select({ messageId: steeredPrompts.messageId })
      .from(steeredPrompts)
      .where(eq(steeredPrompts.turnId, turn.turnId))
      .orderBy(sql`rowid`),
  );
  const own = found.row.messageId === null ? [] : [found.row.messageId];
  const prompts = [...own, ...steered.map(({ messageId }) => messageId)] as MessageId[];
  return { turn, prompts, answered: found.answered === 1 };
}

export async function findItem(database: Database, itemId: ItemId): Promise<Item | null> {
  const found = await database.read((orm) =>
    orm.select().from(items).leftJoin(streamingTexts, eq(streamingTexts.itemId, items.itemId)).where(eq(items.itemId, itemId)).get(),
  );
  return found ? withText(itemOf(found.items), found.streaming_texts?.escaped) : null;
}

export async function findRequest(
  database: Database,
  requestId: RequestId,
): Promise<(Request & { readonly threadId: ThreadId; readonly private: PrivateFacts | null }) | null> {
  const found = await database.read((orm) => orm.select().from(requests).where(eq(requests.requestId, requestId)).get());
  const request = found && requestOf(found);
  return request ? { ...request, threadId: found.threadId as ThreadId, private: factsOf(found.private) } : null;
}

export async function findReceipt(database: Database, commandId: CommandId): Promise<Receipt | null> {
  const found = await database.read((orm) => orm.select().from(receipts).where(eq(receipts.commandId, commandId)).get());
  if (!found) return null;
  const { threadId, payloadHash, at } = found;
  return { commandId, threadId: threadId as ThreadId | null, payloadHash, at, answer: parsed<unknown>(found.answer) ?? null };
}

export async function readStreamedTexts(database: Database, threadId: ThreadId): Promise<Readonly<Record<ItemId, string>>> {
  const rows = await database.read((orm) => orm.select().from(streamingTexts).where(eq(streamingTexts.threadId, threadId)));
  const texts: Record<ItemId, string> = {};
  for (const row of rows) texts[row.itemId as ItemId] = unescapeText(row.escaped);
  return texts;
}

/** Most UTF-16 units of a blob in one answer. */
const mostUnits = 262_144;

export async function readBlob(
  database: Database,
  blobId: BlobId,
  from: number,
  limit: number,
): Promise<{ readonly text: string; readonly length: number } | null> {
  const begin = Math.max(0, Math.floor(from));
  const end = begin + Math.min(Math.max(0, Math.floor(limit)), mostUnits);
  const [first, pieces] = await database.read((orm) =>
    orm.batch([
      orm
        .select({ total: blobs.total })
        .from(blobs)
        .where(and(eq(blobs.blobId, blobId), eq(blobs.start, 0))),
      orm
        .select({ start: blobs.start, piece: blobs.piece })
        .from(blobs)
        // Pieces have at most 65,536 units: none that begins before that can reach in here.
        .where(and(eq(blobs.blobId, blobId), gt(blobs.start, begin - 65_537), lt(blobs.start, end), sql`start + length > ${begin}`))
        .orderBy(asc(blobs.start)),
    ]),
  );
  if (!first[0]) return null;
  const text = pieces.map(({ start, piece }) => (parsed<string>(piece) ?? '').slice(Math.max(0, begin - start), end - start)).join('');
  return { text, length: first[0].total };
}
