import { insertInto, type Statement } from '../database/statement.ts';
import { blobs } from '../schema/index.ts';

/** UTF-16 units of a piece. */
const pieceLength = 65_536;

const insertPiece = insertInto(blobs, { orIgnore: true });

/** The same content has the same id: writing it again changes nothing. An empty one has a piece too. */
export function blobStatements(blob: { readonly blobId: string; readonly text: string }): Statement[] {
  const { blobId, text } = blob;
  const statements: Statement[] = [];
  for (let start = 0; start === 0 || start < text.length; start += pieceLength) {
    const piece = text.slice(start, start + pieceLength);
    statements.push(insertPiece({ blobId, start, length: piece.length, total: text.length, piece: JSON.stringify(piece) }));
  }
  return statements;
}
