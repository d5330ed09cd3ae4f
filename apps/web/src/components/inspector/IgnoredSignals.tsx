import type { IgnoredSignal } from '../../state/port.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemNote } from '../parts/ProblemNote.tsx';
import { clockText, reasonText } from './rows.ts';
import type { Rows } from './useInspection.ts';

/** What the agent said that changed nothing, and why. */
export function IgnoredSignals({ ignored }: { readonly ignored: Rows<IgnoredSignal> }) {
  return (
    <section aria-label="Ignored signals" className="inspector-part">
      <h3>Ignored signals</h3>
      {ignored.problem && <ProblemNote problem={ignored.problem} mending={{}} />}
      {ignored.rows.length === 0 && !ignored.problem && (
        <p className="text-[12.5px] text-ink-3">None. What an agent says late, twice or about another turn stands here, with the reason.</p>
      )}
      <ol className="log">
        {ignored.rows.map((signal) => (
          <li key={signal.id} className="log-row">
            <span className="log-type">{signal.kind}</span>
            <span className="flex-1 text-ink-2">{reasonText(signal.reason)}</span>
            <time dateTime={new Date(signal.at).toISOString()}>{clockText(signal.at)}</time>
          </li>
        ))}
      </ol>
      {ignored.hasOlder && (
        <Button kind="quiet" onClick={ignored.older}>
          Older signals
        </Button>
      )}
    </section>
  );
}
