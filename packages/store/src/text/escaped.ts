/**
 * Texts of any content as SQL keeps them: the inside of a JSON string. libSQL ends a text at a NUL when it reads it back, and
 * half a surrogate pair has no UTF-8; escaped, both survive, and pieces can be joined in SQL.
 */
export function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

export function unescapeText(escaped: string): string {
  return JSON.parse(`"${escaped}"`);
}
