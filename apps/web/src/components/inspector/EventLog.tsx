import { useState } from 'react';
import type { LogEntry } from '../../state/port.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { clockText, payloadText } from './rows.ts';
import type { Rows } from './useInspection.ts';

/** The thread's log, newest first; each event unfolds to what it says. */
export function EventLog({ log }: { readonly log: Rows<LogEntry> }) {
  return (
    <section aria-label="Event log" className="inspector-part">
      <h3>Event log</h3>
      {log.problem && <ProblemNote problem={log.problem} mending={{}} />}
      <ol className="log">
        {log.rows.map((entry) => (
          <li key={entry.version}>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
      {log.hasOlder && (
        <Button kind="quiet" onClick={log.older}>
          Older events
        </Button>
      )}
    </section>
  );
}

function Entry({ entry }: { readonly entry: LogEntry }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="log-version">{entry.version}</span>
        <span className="log-type" data-type={entry.type}>
          {entry.type}
        </span>
        <time dateTime={new Date(entry.at).toISOString()}>{clockText(entry.at)}</time>
      </summary>
      {open && <pre>{payloadText(entry)}</pre>}
    </details>
  );
}
