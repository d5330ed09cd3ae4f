/** How many rows a page may have: what was asked for within its bounds. */
export function pageSize(asked: number | undefined, { usual, most }: { readonly usual: number; readonly most: number }): number {
  return Math.min(Math.max(Math.floor(asked ?? usual), 1), most);
}

/** A page of rows of which one more than `size` were read; `before`: the key to go on with, absent on the last page. */
export function pageOf<Row>(
  rows: readonly Row[],
  size: number,
  keyOf: (row: Row) => number,
): { readonly rows: readonly Row[]; readonly before?: number } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { rows: page, ...(rows.length > size && last !== undefined ? { before: keyOf(last) } : {}) };
}
