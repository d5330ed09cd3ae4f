/** A path, and what of it is compared. */
export interface Candidate {
  readonly path: string;
  /** In small letters. */
  readonly folded: string;
  /** Where its last part begins. */
  readonly name: number;
}

export function candidate(path: string): Candidate {
  return { path, folded: path.toLowerCase(), name: path.lastIndexOf('/') + 1 };
}

/**
 * The paths that a few letters mean, best first, at most `limit`: a name before a path, what begins with them before what holds
 * them, together before scattered; then the shorter path. Without letters, what is nearest to the top.
 */
export function rankPaths(candidates: Iterable<Candidate>, query: string, limit: number): readonly string[] {
  const sought = query.toLowerCase();
  const best: { readonly path: string; readonly rank: number }[] = [];
  for (const each of candidates) {
    const rank = rankOf(each, sought);
    if (rank === null) continue;
    const entry = { path: each.path, rank };
    const last = best[best.length - 1];
    if (best.length >= limit && last !== undefined && !isBefore(entry, last)) continue;
    best.splice(placeOf(best, entry), 0, entry);
    if (best.length > limit) best.pop();
  }
  return best.map(({ path }) => path);
}

type Entry = { readonly path: string; readonly rank: number };

/** Smaller is better; null: it does not fit. */
function rankOf({ folded, name }: Candidate, sought: string): number | null {
  if (sought === '') return depthOf(folded);
  const inName = folded.indexOf(sought, name);
  if (inName === name) return folded.length === name + sought.length ? 0 : 1;
  if (inName > name) return isBoundary(folded, inName) ? 2 : 3;
  const inPath = folded.indexOf(sought);
  if (inPath >= 0) return isBoundary(folded, inPath) ? 4 : 5;
  if (isScattered(folded, sought, name)) return 6;
  return isScattered(folded, sought, 0) ? 7 : null;
}

function isBoundary(text: string, at: number): boolean {
  return at === 0 || '/._- '.includes(text.charAt(at - 1));
}

/** Whether the letters stand in it in their order. */
function isScattered(text: string, sought: string, from: number): boolean {
  let at = from - 1;
  for (const letter of sought) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

function depthOf(path: string): number {
  let depth = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth += 1;
  return depth;
}

function isBefore(one: Entry, other: Entry): boolean {
  if (one.rank !== other.rank) return one.rank < other.rank;
  if (one.path.length !== other.path.length) return one.path.length < other.path.length;
  return one.path < other.path;
}

function placeOf(sorted: readonly Entry[], entry: Entry): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = sorted[middle];
    if (there !== undefined && isBefore(there, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}
