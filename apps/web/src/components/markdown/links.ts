/** Only what these begin may be followed from Markdown; everything else is shown as text. */
const allowed = new Set(['http:', 'https:', 'mailto:']);

/** The address to link to, or `null` when it may not be followed (scripts, files, relative paths, junk). */
export function safeLink(url: string): string | null {
  try {
    const parsed = new URL(url.trim());
    return allowed.has(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}
