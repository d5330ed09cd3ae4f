import type { ItemId, ProjectId, ThreadId, ThreadSummary, TurnId } from '@plumbline/lifecycle';
import { sql } from 'drizzle-orm';
import type { SearchHit, SearchPage, SearchQuery } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { parsed } from './decode.ts';
import { pageOf, pageSize } from './page.ts';

const usual = 30;
const most = 100;
/** Words of a query that are looked for; what comes after them is not. */
const mostWords = 16;
/** Tokens of a text around what was found. */
const shownTokens = 24;
/** What was found, as the database marks it with `char(1)` and `char(2)`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the marks
const found = /\u0001([^\u0002]*)\u0002/;

/**
 * Messages that hold all words of the query, the newest first: what the user asked, what was answered, and plans, of all threads that
 * are not removed. The index is written by triggers (migrations/0003), in the batch that writes the items.
 */
export async function search(database: Database, { text, projectId, before, limit }: SearchQuery): Promise<SearchPage> {
  const match = matchOf(text);
  if (match === null) return { hits: [] };
  const size = pageSize(limit, { usual, most });
  const rows = await database.read((orm) =>
    orm.all<Row>(sql`
      SELECT s.id AS id, i.item_id AS itemId, i.thread_id AS threadId, i.turn_id AS turnId, t.number AS turn, th.project_id AS projectId,
        th.summary AS summary, json_extract(i.item, '$.kind') AS kind, json_extract(i.item, '$.createdAt') AS at,
        snippet(item_texts, 0, char(1), char(2), '…', ${shownTokens}) AS snippet
      FROM item_texts CROSS JOIN searched_items s ON s.id = item_texts.rowid CROSS JOIN items i ON i.item_id = s.item_id
        CROSS JOIN threads th ON th.thread_id = i.thread_id CROSS JOIN turns t ON t.turn_id = i.turn_id
      WHERE item_texts MATCH ${match} AND th.removed = 0
        ${before === undefined ? sql`` : sql`AND item_texts.rowid < ${before}`}
        ${projectId === undefined ? sql`` : sql`AND th.project_id = ${projectId}`}
      ORDER BY item_texts.rowid DESC LIMIT ${size + 1}`),
  );
  const { rows: page, ...more } = pageOf(rows, size, (row) => row.id);
  return { hits: page.map(hitOf), ...more };
}

interface Row {
  readonly id: number;
  readonly itemId: ItemId;
  readonly threadId: ThreadId;
  readonly turnId: TurnId;
  readonly turn: number;
  readonly projectId: ProjectId;
  readonly summary: string;
  readonly kind: SearchHit['kind'];
  readonly at: number;
  readonly snippet: string;
}

function hitOf({ id: _, summary, snippet, ...row }: Row): SearchHit {
  return { ...row, title: parsed<ThreadSummary>(summary)?.title ?? '', snippet: piecesOf(snippet) };
}

/** Split by a group, what is between the hits and the hits take turns. */
function piecesOf(snippet: string): SearchHit['snippet'] {
  const pieces = snippet.split(found).map((text, at) => ({ text, hit: at % 2 === 1 }));
  return pieces.filter(({ text }) => text !== '');
}

/** Every word, and the beginning of the last one while it may still be typed. Null: there is no word in it. */
function matchOf(text: string): string | null {
  const words = (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, mostWords);
  if (words.length === 0) return null;
  const unfinished = /[\p{L}\p{N}\p{M}]$/u.test(text);
  return words.map((word, at) => `"${word}"${unfinished && at === words.length - 1 ? '*' : ''}`).join(' ');
}
