import type { ExistingRows, Item, ItemId, Request, RequestId, TurnId, TurnRow } from '@plumbline/lifecycle';
import { eq, inArray } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import type { Projection } from '../projection/project.ts';
import { itemOf, requestOf, turnOf } from '../read/decode.ts';
import { items, requests, streamingTexts, threads, turns } from '../schema/index.ts';
import type { Needs } from './job.ts';
import type { Known } from './known.ts';

/** Rows of the past that the jobs of one drain build on: read before it, and as earlier jobs of it leave them. */
export class RowsAtHand implements ExistingRows {
  readonly #items = new Map<ItemId, Item | undefined>();
  readonly #turns = new Map<TurnId, TurnRow>();
  readonly #requests = new Map<RequestId, Request>();

  item(itemId: ItemId): Item | undefined {
    return this.#items.get(itemId);
  }

  turn(turnId: TurnId): TurnRow | undefined {
    return this.#turns.get(turnId);
  }

  request(requestId: RequestId): Request | undefined {
    return this.#requests.get(requestId);
  }

  take(projection: Pick<Projection, 'items' | 'discarded' | 'turns' | 'requests'>): void {
    for (const [id, item] of projection.items) this.#items.set(id, item);
    for (const id of projection.discarded) this.#items.set(id, undefined);
    for (const [id, turn] of projection.turns) this.#turns.set(id, turn);
    for (const [id, request] of projection.requests) this.#requests.set(id, request);
  }

  /** Reads what the jobs need: nothing on the usual road. */
  static async read(database: Database, needs: readonly Needs[], known: Known): Promise<RowsAtHand> {
    const rows = new RowsAtHand();
    if (needs.every(isNothing)) return rows;
    const need = merged(needs);
    if (need.versions.length > 0) await readVersions(database, need.versions, known);
    if (need.texts.length > 0) await readTexts(database, need.texts, known);
    await rows.#read(database, need);
    return rows;
  }

  async #read(database: Database, need: Merged): Promise<void> {
    const [foundItems, foundTurns, foundRequests] = await Promise.all([
      need.items.length ? database.read((orm) => orm.select().from(items).where(inArray(items.itemId, need.items))) : [],
      need.turns.length ? database.read((orm) => orm.select().from(turns).where(inArray(turns.turnId, need.turns))) : [],
      need.requests.length ? database.read((orm) => orm.select().from(requests).where(inArray(requests.requestId, need.requests))) : [],
    ]);
    for (const row of foundItems) this.#items.set(row.itemId as ItemId, itemOf(row));
    for (const row of foundTurns) this.#turns.set(row.turnId as TurnId, turnOf(row));
    for (const row of foundRequests) {
      const request = requestOf(row);
      if (request) this.#requests.set(request.requestId, request);
    }
  }
}

type Merged = { readonly [Kind in keyof Needs]-?: NonNullable<Needs[Kind]> };

function isNothing(need: Needs): boolean {
  for (const ids of Object.values(need)) if (ids.length > 0) return false;
  return true;
}

function merged(needs: readonly Needs[]): Merged {
  const all = <Id>(pick: (need: Needs) => readonly Id[] | undefined): Id[] => [...new Set(needs.flatMap((need) => pick(need) ?? []))];
  return {
    versions: all((need) => need.versions),
    texts: all((need) => need.texts),
    items: all((need) => need.items),
    turns: all((need) => need.turns),
    requests: all((need) => need.requests),
  };
}

async function readVersions(database: Database, ids: Merged['versions'], known: Known): Promise<void> {
  const found = await database.read((orm) =>
    orm.select({ threadId: threads.threadId, version: threads.version }).from(threads).where(inArray(threads.threadId, ids)),
  );
  const versions = new Map(found.map((row) => [row.threadId, row.version]));
  for (const id of ids) known.setVersion(id, versions.get(id) ?? 0);
}

/** An item that does not stream stays unknown. */
async function readTexts(database: Database, ids: Merged['texts'], known: Known): Promise<void> {
  const found = await database.read((orm) =>
    orm
      .select({ itemId: items.itemId, status: items.status, length: streamingTexts.length })
      .from(items)
      .leftJoin(streamingTexts, eq(streamingTexts.itemId, items.itemId))
      .where(inArray(items.itemId, ids)),
  );
  for (const row of found) if (row.status === 'streaming') known.setTextLength(row.itemId as ItemId, row.length ?? 0);
}
