import type { MessageId, ThreadId, TurnId, TurnRange, TurnRow } from '@plumbline/lifecycle';
import { and, asc, eq, gte, sql } from 'drizzle-orm';
import type { AskedTurn, PrivateFacts } from '../contract.ts';
import type { Database } from '../database/database.ts';
import { turns } from '../schema/index.ts';
import { factsOf, turnOf } from './decode.ts';
import { isAnswered } from './find.ts';
import { readLineage } from './lineage.ts';

/** See the contract. */
export async function findTurnOfPast(database: Database, threadId: ThreadId, turn: TurnId | number): Promise<TurnRow | null> {
  const lineage = await readLineage(database, threadId);
  const which = typeof turn === 'number' ? eq(turns.number, turn) : eq(turns.turnId, turn);
  for (const { threadId: owner, low, high } of lineage) {
    if (typeof turn === 'number' && turn <= low) continue;
    const found = await database.read((orm) =>
      orm
        .select()
        .from(turns)
        .where(and(eq(turns.threadId, owner), which))
        .get(),
    );
    if (found) return found.number <= high ? turnOf(found) : null;
  }
  return null;
}

/** Reads the thread's log back from the end of the turn: only a fork asks for it. */
export async function findSessionOfTurn(database: Database, threadId: ThreadId, turnId: TurnId): Promise<PrivateFacts | null> {
  const [found] = await database.read((orm) =>
    orm.all<{ private: string | null }>(sql`
      SELECT private FROM events WHERE thread_id = ${threadId} AND type = 'session.bound' AND version < (
        SELECT max(version) FROM events WHERE thread_id = ${threadId} AND type = 'turn.settled' AND json_extract(payload, '$.turnId') = ${turnId}
      ) ORDER BY version DESC LIMIT 1`),
  );
  return found ? factsOf(found.private) : null;
}

/** Reads the turns that came after it: asked for by forks alone. */
export async function findRewound(database: Database, threadId: ThreadId, number: number): Promise<TurnRange | null> {
  const [found] = await database.read((orm) =>
    orm.all<TurnRange>(sql`
      SELECT json_extract(turn, '$.rewound.from') AS "from", json_extract(turn, '$.rewound.to') AS "to" FROM turns
      WHERE thread_id = ${threadId} AND number > ${number}
        AND json_extract(turn, '$.rewound.from') <= ${number} AND json_extract(turn, '$.rewound.to') >= ${number}
      ORDER BY number DESC LIMIT 1`),
  );
  return found ? { from: found.from, to: found.to } : null;
}

/** See the contract. */
export async function findTurnsFrom(database: Database, threadId: ThreadId, number: number, limit: number): Promise<readonly AskedTurn[]> {
  const rows = await database.read((orm) =>
    orm
      .select({ row: turns, answered: isAnswered })
      .from(turns)
      .where(and(eq(turns.threadId, threadId), gte(turns.number, number)))
      .orderBy(asc(turns.number))
      .limit(limit),
  );
  return rows.map(({ row, answered }) => ({
    turn: turnOf(row),
    ...(row.messageId === null ? {} : { messageId: row.messageId as MessageId }),
    answered: answered === 1,
  }));
}
