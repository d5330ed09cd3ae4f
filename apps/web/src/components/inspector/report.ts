import type { ThreadSummary } from '@plumbline/lifecycle';
import type { IgnoredSignal, Inspection, LogEntry } from '../../state/port.ts';

/** Events whose payload holds what was written, asked or done. */
const withTexts = /^(item|message|request|thread|task)\./;

/** A bug report that can be shown to others: states, times, ids and reasons; no text, title, path or command of the user. */
export function reportOf(
  { threadId, settings, session, latestTurn, version }: ThreadSummary,
  inspection: Inspection | undefined,
  events: readonly LogEntry[],
  ignored: readonly IgnoredSignal[],
): string {
  const turn = latestTurn && { ...latestTurn, failure: latestTurn.failure?.code };
  const report = {
    thread: { threadId, version, settings, session: { ...session, lastError: session.lastError?.code }, turn },
    ...inspection,
    events: events.map(({ payload, length, ...entry }) =>
      withTexts.test(entry.type) || payload.length < length ? entry : { ...entry, payload },
    ),
    ignored: ignored.map(({ kind, reason, epoch, at }) => ({ kind, reason, epoch, at })),
  };
  return JSON.stringify(report, null, 1);
}
