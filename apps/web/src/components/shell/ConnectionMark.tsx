'use client';

import { useDirectory } from '../../state/directory.ts';
import { formatClock, formatMoment } from '../../state/format.ts';

/** Whether what is shown is what is: live, catching up, or stale since a moment. */
export function ConnectionMark() {
  const connection = useDirectory((directory) => directory.connection);
  const dot = { live: 'bg-ok', 'catching-up': 'bg-warn', stale: 'bg-transparent ring-[1.5px] ring-inset ring-bad' }[connection.state];
  return (
    <span className="flex min-w-0 items-center gap-2" data-connection={connection.state} role="status" aria-live="off">
      <span aria-hidden="true" className={`size-[7px] flex-none rounded-full ${dot}`} />
      <span className="truncate">
        {connection.state === 'live' && !connection.polling && 'Live'}
        {connection.state === 'live' && connection.polling && (
          <span title="Four other tabs of this browser hold a live stream. This tab asks every 3 seconds.">Asking every 3 s</span>
        )}
        {connection.state === 'catching-up' && 'Catching up'}
        {connection.state === 'stale' && (
          <span className="text-bad" title={formatMoment(connection.since)}>
            Stale since {formatClock(connection.since)}
          </span>
        )}
      </span>
    </span>
  );
}
