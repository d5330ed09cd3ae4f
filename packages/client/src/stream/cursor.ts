/** A cursor is `${logEpoch}.${sequence}`; the epoch changes when the database is another one. */
export function epochOf(cursor: string): string {
  return cursor.slice(0, cursor.lastIndexOf('.'));
}

function sequenceOf(cursor: string): number {
  return Number(cursor.slice(cursor.lastIndexOf('.') + 1));
}

/** The one from which nothing of the other is missed. Of different epochs: the first. */
export function earlier(one: string, other: string): string {
  if (epochOf(one) !== epochOf(other)) return one;
  return sequenceOf(one) <= sequenceOf(other) ? one : other;
}
