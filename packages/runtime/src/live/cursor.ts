/** `${logEpoch}.${sequence}`: the epoch tells one database from another. */
export interface Cursor {
  readonly logEpoch: string;
  readonly sequence: number;
}

export function formatCursor(cursor: Cursor): string {
  return `${cursor.logEpoch}.${cursor.sequence}`;
}

/** Null: not a cursor. */
export function parseCursor(text: string): Cursor | null {
  const dot = text.lastIndexOf('.');
  const sequence = Number(text.slice(dot + 1));
  if (dot <= 0 || dot === text.length - 1 || !Number.isSafeInteger(sequence) || sequence < 0) return null;
  return { logEpoch: text.slice(0, dot), sequence };
}
