import type { TurnId } from '@plumbline/lifecycle';
import { GitFork } from 'lucide-react';
import Link from 'next/link';
import { use } from 'react';
import { useSummary } from '../../state/directory.ts';
import { AgainContext } from './again.ts';

/** After the last turn that a fork shares with the thread that it came from. */
export function ForkMark({ number }: { readonly number: number }) {
  const point = use(AgainContext)?.forkedFrom;
  return point?.turn === number ? <Mark threadId={point.threadId} number={number} /> : null;
}

function Mark({ threadId, number }: { readonly threadId: Parameters<typeof useSummary>[0]; readonly number: number }) {
  const source = useSummary(threadId);
  return (
    <p className="fork-mark">
      <GitFork size={13} aria-hidden="true" className="flex-none" />
      <span className="min-w-0 truncate">
        Forked here from{' '}
        {source ? (
          <Link href={`/threads/${threadId}?turn=${number}`} className="underline underline-offset-3">
            {source.title}
          </Link>
        ) : (
          'another thread'
        )}
      </span>
    </p>
  );
}

/** In the foot of a turn. */
export function ForkButton({ turnId }: { readonly turnId: TurnId }) {
  const fork = use(AgainContext)?.fork;
  if (!fork) return null;
  return (
    <button
      type="button"
      className="icon-btn !size-6 !rounded-md text-ink-3 pointer-fine:opacity-0 transition-opacity group-hover/turn:opacity-100 focus-visible:opacity-100"
      aria-label="Fork from here"
      title="Fork from here: a new thread that goes on after this turn"
      onClick={() => fork(turnId)}
    >
      <GitFork size={13} aria-hidden="true" />
    </button>
  );
}
