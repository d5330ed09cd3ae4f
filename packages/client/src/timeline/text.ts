/**
 * Puts a piece of streaming text into what is held (rule 30). Offsets in UTF-16 units. A piece may come twice, and after a
 * reconnect the whole so far comes first.
 *
 * - offset at the length at hand: appended
 * - overlap: cut; if it says something else than what is held, a piece from 0 is the row begun anew, and any other one a hole
 * - beyond the length at hand: a hole, to be healed by fetching
 */
export function mergeText(held: string, offset: number, piece: string): string | 'hole' {
  if (offset === held.length) return held + piece;
  if (offset > held.length) return 'hole';
  const overlap = Math.min(held.length - offset, piece.length);
  if (held.slice(offset, offset + overlap) === piece.slice(0, overlap)) return held + piece.slice(overlap);
  return offset === 0 ? piece : 'hole';
}
