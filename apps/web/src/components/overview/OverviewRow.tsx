import { describe, type ThreadSummary } from '@plumbline/lifecycle';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { memo } from 'react';
import { useAsKnown } from '../../state/asKnown.ts';
import { useNow } from '../../state/clock.ts';
import { useUnread } from '../../state/seen.ts';
import { Ago } from '../parts/Age.tsx';
import { StateMark, UnreadMark } from '../parts/StateMark.tsx';
import { StateSentence } from '../thread/StateSentence.tsx';

interface Props {
  readonly summary: ThreadSummary;
  /** What its project is called. */
  readonly project: string | undefined;
}

/** A thread with its sentence and, while it waits for an answer, what is asked. */
export const OverviewRow = memo(function OverviewRow({ summary, project }: Props) {
  const description = useAsKnown(describe(summary, useNow(30_000)));
  const unread = useUnread(summary);
  const { asks } = summary;
  return (
    <li>
      <Link
        href={`/threads/${summary.threadId}`}
        prefetch={false}
        data-state={description.word}
        data-tone={description.tone}
        data-unread={unread}
        className="overview-row"
      >
        <span className="self-center">
          <StateMark tone={description.tone} />
        </span>
        <span className={`truncate ${unread ? 'font-semibold' : 'font-medium'}`}>{summary.title}</span>
        <span className="overview-project">{project}</span>
        <span className="overview-age">
          {unread && <UnreadMark />}
          <Ago at={summary.lastActivityAt} />
        </span>
        <span className="overview-said">
          <StateSentence description={asks ? withoutReason(description) : description} quiet />
        </span>
        {asks && (
          <span className="overview-asked">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{asks.title}</span>
              {asks.detail !== '' && asks.detail !== asks.title && (
                <span className="line-clamp-3 leading-[1.5] wrap-anywhere whitespace-pre-wrap text-ink-2">{asks.detail}</span>
              )}
            </span>
            <span className="overview-answer">
              Answer <ArrowRight size={14} aria-hidden="true" />
            </span>
          </span>
        )}
      </Link>
    </li>
  );
});

/** What is asked stands below in full. */
function withoutReason<D extends { readonly reason?: string }>({ reason: _, ...rest }: D): Omit<D, 'reason'> {
  return rest;
}
