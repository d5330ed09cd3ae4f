'use client';

import { type Description, describe, type ThreadSummary } from '@plumbline/lifecycle';
import Link from 'next/link';
import { memo } from 'react';
import { useAsKnown } from '../../state/asKnown.ts';
import { useNow } from '../../state/clock.ts';
import { useUnread } from '../../state/seen.ts';
import { sentenceOf } from '../../state/sentence.ts';
import { Age, Ago } from '../parts/Age.tsx';
import { StateMark, UnreadMark } from '../parts/StateMark.tsx';

/** One thread in the sidebar: its mark, its title, when, and a second line only when it says something. */
export const ThreadRow = memo(function ThreadRow({ summary, current }: { readonly summary: ThreadSummary; readonly current: boolean }) {
  const now = useNow(30_000);
  const description = useAsKnown(describe(summary, now));
  const unread = useUnread(summary);
  const second = secondLine(summary, description);
  return (
    <li>
      <Link
        href={`/threads/${summary.threadId}`}
        prefetch={false}
        aria-current={current ? 'page' : undefined}
        data-state={description.word}
        data-tone={description.tone}
        className="group grid grid-cols-[14px_minmax(0,1fr)_auto] items-baseline gap-x-2.5 rounded-lg px-2.5 py-[6px] hover:bg-hover aria-[current]:bg-card aria-[current]:shadow-[inset_0_0_0_1px_var(--line)]"
      >
        <span className="self-center">
          <StateMark tone={description.tone} label={description.label} />
        </span>
        <span className={`truncate ${unread ? 'font-semibold' : 'font-medium'}`}>{summary.title}</span>
        <span className="text-xs whitespace-nowrap text-ink-3">
          {unread && <UnreadMark />}
          <Ago at={summary.lastActivityAt} />
        </span>
        {second && <span className="col-span-2 col-start-2 truncate text-xs leading-[1.5] text-ink-2">{second}</span>}
      </Link>
    </li>
  );
});

function secondLine(summary: ThreadSummary, description: Description) {
  switch (description.tone) {
    case 'needs-you':
      return summary.asks ? `${summary.asks.title}: ${summary.asks.detail}` : (description.reason ?? description.label);
    case 'working':
      return (
        <>
          {description.label}
          {description.since !== undefined && (
            <>
              {' · '}
              <Age since={description.since} />
            </>
          )}
          {description.reason && ` · ${description.reason}`}
        </>
      );
    case 'interrupted':
    case 'failed':
      return sentenceOf(description);
    case 'done':
    case 'idle':
      return summary.queued > 0 ? sentenceOf(description) : null;
    default:
      return description.tone satisfies never;
  }
}
