import type { BlobId, Millis } from '@plumbline/lifecycle';
import { inArray } from 'drizzle-orm';
import type { Upload } from './contract.ts';
import type { Database } from './database/database.ts';
import { insertInto, type Statement } from './database/statement.ts';
import { uploads } from './schema/index.ts';
import { blobStatements } from './text/blob-pieces.ts';

/** Taken away in one go at most. */
const removedAtOnce = 50;

const insert = insertInto(uploads, { orIgnore: true });
const refresh = 'UPDATE uploads SET uploaded_at = ? WHERE blob_id = ?';

/** An upload with its content, whole or not at all; the same again is as new as its last time. */
export function uploadStatements({ blobId, mime, bytes, uploadedAt }: Upload, content: string): readonly Statement[] {
  return [
    insert({ blobId, mime, bytes, uploadedAt, used: 0 }),
    { sql: refresh, args: [uploadedAt, blobId] },
    ...blobStatements({ blobId, text: content }),
  ];
}

/** Written with the append whose message has them. */
export function usedStatements(blobIds: readonly BlobId[]): readonly Statement[] {
  return blobIds.map((blobId) => ({ sql: 'UPDATE uploads SET used = 1 WHERE blob_id = ?', args: [blobId] }));
}

/** Those of these that are there, in no order. */
export async function readUploads(database: Database, blobIds: readonly BlobId[]): Promise<readonly Upload[]> {
  if (blobIds.length === 0) return [];
  const rows = await database.read((orm) =>
    orm
      .select()
      .from(uploads)
      .where(inArray(uploads.blobId, [...blobIds])),
  );
  return rows.map(({ blobId, mime, bytes, uploadedAt, used }) => ({ blobId: blobId as BlobId, mime, bytes, uploadedAt, used: used !== 0 }));
}

/** What no message has taken and is older, the oldest first, with its content. */
export function removeStatements(before: Millis): readonly Statement[] {
  const unused = `SELECT blob_id FROM uploads WHERE used = 0 AND uploaded_at < ? ORDER BY uploaded_at LIMIT ${removedAtOnce}`;
  return [
    { sql: `DELETE FROM blobs WHERE blob_id IN (${unused})`, args: [before] },
    { sql: `DELETE FROM uploads WHERE blob_id IN (${unused})`, args: [before] },
  ];
}
