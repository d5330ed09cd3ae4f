import { LayoutList } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useDirectory } from '../../state/directory.ts';
import { isUnread, useSeen } from '../../state/seen.ts';

/** Leads to all threads by state, and says how many ended since they were looked at. */
export function OverviewLink() {
  const here = usePathname() === '/overview';
  const threads = useDirectory((directory) => directory.threads);
  const seen = useSeen();
  const news = threads.filter((each) => isUnread(seen, each)).length;
  return (
    <Link
      href="/overview"
      prefetch={false}
      aria-current={here ? 'page' : undefined}
      aria-keyshortcuts="O"
      className="flex h-[30px] items-center justify-between rounded-lg px-[11px] text-[13px] text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:text-ink"
    >
      <span className="flex items-center gap-2">
        <LayoutList size={15} aria-hidden="true" /> Overview
        {news > 0 && (
          <span className="figures rounded-md bg-accent-bg px-1.5 text-xs leading-[18px] font-medium text-accent">{news} new</span>
        )}
      </span>
      <span className="key" aria-hidden="true">
        O
      </span>
    </Link>
  );
}
