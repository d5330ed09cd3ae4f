import type { Description, StatusTone } from '@plumbline/lifecycle';
import { formatSpan } from '../../state/format.ts';
import { Age } from '../parts/Age.tsx';

const tones: Record<StatusTone, string> = {
  working: 'text-accent',
  'needs-you': 'text-warn',
  failed: 'text-bad',
  done: 'text-ink-2',
  interrupted: 'text-ink-2',
  idle: 'text-ink-2',
};

interface Props {
  readonly description: Description;
  /** One of many: its words are not announced. */
  readonly quiet?: boolean;
}

/** The state of a thread as a sentence with its age. The words are announced when they change; the digits are not. */
export function StateSentence({ description, quiet = false }: Props) {
  const { label, reason, since, took, tone, word } = description;
  return (
    <span data-word={word} data-tone={tone} className="flex min-w-0 items-baseline text-[12.5px] text-ink-2">
      <span className={`flex-none font-medium ${tones[tone]}`} aria-live={quiet ? undefined : 'polite'}>
        {label}
      </span>
      {(since !== undefined || took !== undefined) && (
        <span className="flex-none whitespace-pre text-ink-2" aria-hidden="true">
          {' · '}
          {since !== undefined ? <Age since={since} /> : <span className="figures">{formatSpan(took ?? 0)}</span>}
        </span>
      )}
      {reason && (
        <span className="truncate" title={reason}>
          <span className="whitespace-pre">{' · '}</span>
          {reason}
        </span>
      )}
    </span>
  );
}
