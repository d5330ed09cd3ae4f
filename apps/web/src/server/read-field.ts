/** A string field of a small JSON body; null when the body is too large, no JSON, or has none. */
export function readField(body: string | null, name: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body ?? '');
    if (typeof parsed !== 'object' || parsed === null) return null;
    const value = (parsed as Record<string, unknown>)[name];
    return typeof value === 'string' && value !== '' ? value : null;
  } catch {
    return null;
  }
}
