import type { ThreadSummary } from '@plumbline/lifecycle';
import type { IgnoredSignal, Inspection, LogEntry } from '../../state/port.ts';

/** Events whose payload says how things stand, and not what was written, asked or done. */
const shown = /^(session|turn|queue)\./;

/** What failed and why it is tried again is told in words, which may hold a path, a command or a key. The codes beside them stay. */
const told: ReadonlySet<string> = new Set(['message', 'retry']);
const withoutWords = (key: string, value: unknown) => (told.has(key) ? undefined : value);

/** A bug report that can be shown to others: states, times, ids and reasons; no text, title, path or command of the user. */
export function reportOf(
  { threadId, settings, session, latestTurn, version }: ThreadSummary,
  inspection: Inspection | undefined,
  events: readonly LogEntry[],
  ignored: readonly IgnoredSignal[],
): string {
  const report = {
    thread: { threadId, version, settings, session, turn: latestTurn },
    ...inspection,
    events: events.map(({ payload, length, ...entry }) => ({
      ...entry,
      ...(shown.test(entry.type) && payload.length === length ? factsOf(payload) : {}),
    })),
    ignored: ignored.map(({ kind, reason, epoch, at }) => ({ kind, reason, epoch, at })),
  };
  return JSON.stringify(report, withoutWords, 1);
}

function factsOf(payload: string): { readonly facts?: unknown } {
  try {
    const { type: _type, reason: _reason, ...facts } = JSON.parse(payload) as Record<string, unknown>;
    return { facts };
  } catch {
    return {};
  }
}
